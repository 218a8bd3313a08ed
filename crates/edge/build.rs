//! Names the release of the style sheets, so that browsers may keep them for ever: by the versions that
//! npm is told to fetch, whose digests are in its lock file, and by what is ours.

use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

fn main() -> Result<(), std::io::Error> {
    let web = Path::new("../../web");
    let mut digest = Sha256::new();
    let mut files: Vec<_> = fs::read_dir(web.join("assets"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    files.push(web.join("package-lock.json"));
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        digest.update(fs::read(file)?);
    }
    println!("cargo::rerun-if-changed={}", web.join("assets").display());
    let stamp = hex::encode(digest.finalize());
    println!("cargo::rustc-env=ASSETS_STAMP={}", &stamp[..16]);
    Ok(())
}
