//! The built page: files with their compressed forms, held in memory.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri,
        header::{
            ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
            CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
        },
    },
    response::IntoResponse,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::problem::ApiError;

const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
/// How often the folder is looked at for a newer build.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The page's files. A newer build in the folder is taken in while running.
pub struct Pages {
    folder: PathBuf,
    current: Mutex<(Instant, Arc<Site>)>,
}

#[derive(Default)]
struct Site {
    built: Option<SystemTime>,
    files: HashMap<String, File>,
    policy: Option<HeaderValue>,
}

struct File {
    plain: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
    kind: &'static str,
    tag: HeaderValue,
    hashed: bool,
}

impl Pages {
    /// The files of a folder; a missing folder is an empty site.
    pub fn new(folder: PathBuf) -> Self {
        let site = Arc::new(Site::read(&folder));
        Self {
            folder,
            current: Mutex::new((Instant::now(), site)),
        }
    }

    /// Answers a request for a file, or for a path that the page itself routes.
    pub fn answer(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response<Body> {
        if method != Method::GET && method != Method::HEAD {
            return ApiError::MethodNotAllowed("GET, HEAD".into()).into_response();
        }
        let site = self.site();
        let path = uri.path().trim_start_matches('/');
        if let Some(file) = site.files.get(path).filter(|_| path != "index.html") {
            return file.answer(headers, None);
        }
        let wants_page = path.is_empty()
            || path == "index.html"
            || header(headers, ACCEPT).is_none_or(|kinds| {
                kinds.contains("text/html") || kinds.contains("*/*") && !path.contains('.')
            });
        match site.files.get("index.html") {
            Some(index) if wants_page => index.answer(headers, site.policy.as_ref()),
            _ => ApiError::no_route().into_response(),
        }
    }

    fn site(&self) -> Arc<Site> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.0.elapsed() > LOOK_EVERY {
            current.0 = Instant::now();
            if built(&self.folder) != current.1.built {
                current.1 = Arc::new(Site::read(&self.folder));
            }
        }
        Arc::clone(&current.1)
    }
}

impl Site {
    fn read(folder: &Path) -> Self {
        let mut site = Self {
            built: built(folder),
            ..Self::default()
        };
        if let Err(error) = site.read_folder(folder, "")
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::error!(%error, "reading the page");
        }
        site.policy = site
            .files
            .get("index.html")
            .and_then(|index| HeaderValue::try_from(policy(&index.plain)).ok());
        site
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = entry.path();
            if name.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                self.read_folder(&path, &format!("{prefix}{name}/"))?;
                continue;
            }
            let compressed = |suffix| fs::read(format!("{}{suffix}", path.display())).ok();
            let plain = Bytes::from(fs::read(&path)?);
            let file = File {
                tag: tag(&plain),
                gzip: compressed(".gz").map(Bytes::from),
                brotli: compressed(".br").map(Bytes::from),
                kind: kind(&name),
                hashed: is_hashed(&name),
                plain,
            };
            self.files.insert(format!("{prefix}{name}"), file);
        }
        Ok(())
    }
}

impl File {
    fn answer(&self, request: &HeaderMap, policy: Option<&HeaderValue>) -> Response<Body> {
        let accepted = header(request, ACCEPT_ENCODING).unwrap_or_default();
        let (body, encoding) = match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(accepted, "br") => (brotli, Some("br")),
            (_, Some(gzip)) if accepts(accepted, "gzip") => (gzip, Some("gzip")),
            _ => (&self.plain, None),
        };
        let fresh = header(request, IF_NONE_MATCH)
            .is_some_and(|tags| self.tag.to_str().is_ok_and(|tag| tags.contains(tag)));
        let mut response = if fresh {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(body.clone()))
        };
        let headers = response.headers_mut();
        let cache = if self.hashed {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(ETAG, self.tag.clone());
        if let (Some(encoding), false) = (encoding, fresh) {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if let Some(policy) = policy {
            headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
            headers.insert(COOP, HeaderValue::from_static("same-origin"));
        }
        response
    }
}

/// Is the encoding named, and not with a weight of nothing?
pub(crate) fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|part| {
        let mut part = part.split(';').map(str::trim);
        part.next() == Some(encoding)
            && !part.any(|weight| {
                weight
                    .strip_prefix("q=")
                    .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
            })
    })
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// When the latest file was written: a build may be looked at before all of it is there.
fn built(folder: &Path) -> Option<SystemTime> {
    let files = fs::read_dir(folder).ok()?.flatten();
    files
        .filter_map(|file| file.metadata().ok()?.modified().ok())
        .max()
}

fn tag(body: &[u8]) -> HeaderValue {
    let hash = BASE64_STANDARD.encode(&Sha256::digest(body)[..12]);
    HeaderValue::try_from(format!("W/\"{hash}\"")).unwrap_or_else(|_| HeaderValue::from_static("*"))
}

/// Does the name carry a hash of the content, as in `studio-3f2a1b0c9d8e7f60_bg.wasm`?
fn is_hashed(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The content security policy of a page: its own scripts, and the inline ones by their hash.
fn policy(html: &[u8]) -> String {
    let html = String::from_utf8_lossy(html);
    let mut hashes = String::new();
    let mut rest = &*html;
    while let Some(start) = rest.find("<script") {
        rest = &rest[start..];
        let (Some(open), Some(end)) = (rest.find('>'), rest.find("</script>")) else {
            break;
        };
        if !rest[..open].contains(" src=") && open < end {
            let hash = BASE64_STANDARD.encode(Sha256::digest(&rest[open + 1..end]));
            hashes.push_str(&format!(" 'sha256-{hash}'"));
        }
        rest = &rest[end..];
    }
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; \
         style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inline_script_is_allowed_by_its_hash() {
        let policy =
            policy(b"<script type=\"module\">let a;</script><script src=\"/a.js\"></script>");
        let hash = BASE64_STANDARD.encode(Sha256::digest("let a;"));
        assert_eq!(policy.matches("sha256-").count(), 1);
        assert!(policy.contains(&hash), "{policy}");
    }

    #[test]
    fn names_with_a_hash_are_told_apart() {
        assert!(is_hashed("studio-3f2a1b0c9d8e7f60_bg.wasm"));
        assert!(is_hashed("style-0f1e2d3c4b5a6978.css"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("favicon.svg"));
    }

    #[test]
    fn an_encoding_of_weight_nothing_is_not_accepted() {
        assert!(accepts("gzip, deflate, br;q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("identity", "br"));
    }
}
