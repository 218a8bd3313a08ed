//! Style sheet, script, fonts and pictures of the pages: files beside the binary, put there by `infra/assets.py`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use portal_edge::Problem;
use portal_edge::compress::takes_gzip;
use portal_edge::page::frame::ASSETS;
use std::path::PathBuf;
use std::sync::Arc;

/// The address holds the digest of what is there: it may be kept for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A page of an earlier release asks for what is no longer there, and gets what there is.
const FOR_NOW: &str = "public, max-age=60";

/// Where the files are.
#[derive(Clone, Debug)]
pub struct Assets(Arc<PathBuf>);

impl Assets {
    /// In this folder.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(Arc::new(folder.into()))
    }

    /// In the folder `assets` beside the binary that runs.
    pub fn beside_the_binary() -> Self {
        let binary = std::env::current_exe().unwrap_or_default();
        Self::at(binary.with_file_name("assets"))
    }

    /// A file by its name below the folder; nothing else of the machine has a name here.
    async fn read(&self, name: &str) -> Option<Bytes> {
        let plain = |part: &str| {
            !part.starts_with('.')
                && !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        if !name.split('/').all(plain) {
            return None;
        }
        tokio::fs::read(self.0.join(name)).await.ok().map(Bytes::from)
    }
}

/// The route.
pub fn routes(assets: Assets) -> Router {
    Router::new().route("/assets/{stamp}/{*name}", get(serve)).with_state(assets)
}

async fn serve(
    State(assets): State<Assets>,
    Path((stamp, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kind = kind(&name).ok_or_else(Problem::not_found)?;
    let kept = if ASSETS.strip_prefix("/assets/") == Some(stamp.as_str()) { FOR_EVER } else { FOR_NOW };
    let answer = [(CONTENT_TYPE, kind), (CACHE_CONTROL, kept), (VARY, "accept-encoding")];
    if takes_gzip(&headers)
        && let Some(bytes) = assets.read(&format!("{name}.gz")).await
    {
        return Ok((answer, [(CONTENT_ENCODING, "gzip")], bytes).into_response());
    }
    let bytes = assets.read(&name).await.ok_or_else(Problem::not_found)?;
    Ok((answer, bytes).into_response())
}

fn kind(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use portal_testkit::desk::Desk;

    async fn get(desk: &Desk, routes: &Router, path: &str, gzip: bool) -> (u16, String, String) {
        let mut request = Request::get(path);
        if gzip {
            request = request.header("accept-encoding", "br, gzip");
        }
        let answer = desk.send(routes, request.body(Body::empty()).unwrap()).await;
        let header = |name: &str| {
            answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        (answer.status, header("cache-control"), header("content-encoding"))
    }

    #[tokio::test]
    async fn files_are_kept_for_ever_under_their_release_and_nothing_else_is_served() {
        let folder = std::env::temp_dir().join(format!("assets-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("css")).unwrap();
        std::fs::write(folder.join("css/portal.css"), "a{}").unwrap();
        std::fs::write(folder.join("css/portal.css.gz"), "zipped").unwrap();
        std::fs::write(folder.join("secret.txt"), "x").unwrap();
        let (desk, routes) = (Desk::open().await, routes(Assets::at(&folder)));
        let whole = format!("{ASSETS}/css/portal.css");
        assert_eq!(get(&desk, &routes, &whole, false).await, (200, FOR_EVER.to_owned(), String::new()));
        assert_eq!(get(&desk, &routes, &whole, true).await, (200, FOR_EVER.to_owned(), "gzip".to_owned()));
        let (status, kept, _) = get(&desk, &routes, "/assets/earlier/css/portal.css", false).await;
        assert_eq!((status, kept.as_str()), (200, FOR_NOW));
        for name in [
            "secret.txt",
            "css/none.css",
            "../Cargo.toml",
            "..%2fsecret.css",
            ".hidden.css",
            "css//portal.css",
        ] {
            assert_eq!(get(&desk, &routes, &format!("{ASSETS}/{name}"), false).await.0, 404, "{name}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
