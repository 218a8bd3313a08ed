//! Makes JSON of `docs/openapi.yaml`: a function that only hands it out neither reads nor parses YAML.
#![allow(clippy::print_stdout, reason = "cargo listens there")]

use std::error::Error;
use std::path::Path;

const WRITTEN: &str = "../../docs/openapi.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={WRITTEN}");
    let document: serde_json::Value = serde_saphyr::from_str(&std::fs::read_to_string(WRITTEN)?)?;
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo names no folder")?;
    std::fs::write(Path::new(&folder).join("openapi.json"), document.to_string())?;
    Ok(())
}
