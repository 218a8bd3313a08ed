//! Dependencies point one way: functions → edge → store → core, functions → workbook → core.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::BTreeSet;

fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path("../Cargo.toml").no_deps().exec().unwrap()
}

fn shipped(package: &Package) -> BTreeSet<String> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.clone()).collect()
}

#[test]
fn only_store_and_what_tests_it_know_the_sdk() {
    let metadata = metadata();
    let knowing: BTreeSet<String> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| {
            shipped(package).iter().any(|name| name.starts_with("aws-sdk-") || name == "aws-config")
        })
        .map(|package| package.name.to_string())
        .collect();
    assert_eq!(knowing, ["portal-store", "portal-stories", "portal-testkit"].map(str::to_owned).into());
}

#[test]
fn core_cannot_do_io_since_it_depends_on_nothing_that_could() {
    let metadata = metadata();
    let core = metadata
        .workspace_packages()
        .into_iter()
        .find(|package| *package.name == "portal-core")
        .unwrap()
        .clone();
    let pure =
        ["chrono", "chrono-tz", "hex", "serde", "serde_json", "sha2", "thiserror"].map(str::to_owned).into();
    assert_eq!(shipped(&core), pure);
    let chrono = core.dependencies.iter().find(|dependency| dependency.name == "chrono").unwrap();
    assert!(
        !chrono.uses_default_features
            && !chrono.features.iter().any(|feature| feature == "clock" || feature == "now")
    );
}

#[test]
fn no_arrow_points_up() {
    let metadata = metadata();
    let functions: BTreeSet<&str> = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| package.manifest_path.iter().any(|folder| folder == "functions"))
        .map(|package| package.name.as_str())
        .collect();
    assert!(functions.contains("deadline-sweeper"));
    let floor = |name: &str| match name {
        "portal-core" => Some(0),
        "portal-workbook" | "portal-store" => Some(1),
        "portal-edge" => Some(2),
        "portal-testkit" | "portal-stories" => Some(4),
        name if functions.contains(name) => Some(3),
        _ => None,
    };
    for package in metadata.workspace_packages() {
        let own = floor(&package.name).unwrap_or_else(|| panic!("{} has no floor", package.name));
        for below in shipped(package).iter().filter_map(|name| floor(name)) {
            assert!(below < own, "{} points up", package.name);
        }
    }
}
