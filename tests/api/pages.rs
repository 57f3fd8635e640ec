//! The built page beside the API.

use std::fs;

use reqwest::{Method, Response};

use crate::harness::{Api, problem};

const INDEX: &str = "<!doctype html><script type=\"module\">start()</script><p>Studio</p>";
const WASM: &str = "studio-0f1e2d3c4b5a6978_bg.wasm";

async fn with_page() -> Api {
    Api::start_with(|config| {
        let dist = &config.dist;
        fs::create_dir_all(dist.join("fonts")).unwrap();
        for (name, text) in [
            ("index.html", INDEX),
            ("index.html.br", "brotli of index"),
            (WASM, "plain wasm"),
            (&format!("{WASM}.br"), "brotli wasm"),
            (&format!("{WASM}.gz"), "gzip wasm"),
            ("fonts/a.woff2", "font"),
        ] {
            fs::write(dist.join(name), text).unwrap();
        }
        fs::write(dist.join("../secret"), "secret").unwrap();
    })
    .await
}

async fn get(api: &Api, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = api.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_best_accepted_encoding_is_sent() {
    let api = with_page().await;
    let path = format!("/{WASM}");
    for (accepted, encoding, text) in [
        ("gzip, deflate, br", Some("br"), "brotli wasm"),
        ("gzip", Some("gzip"), "gzip wasm"),
        ("br;q=0, gzip", Some("gzip"), "gzip wasm"),
        ("identity", None, "plain wasm"),
    ] {
        let answer = get(&api, &path, &[("accept-encoding", accepted)]).await;
        let headers = answer.headers();
        assert_eq!(
            headers
                .get("content-encoding")
                .map(|value| value.to_str().unwrap()),
            encoding
        );
        assert_eq!(headers["content-type"], "application/wasm");
        assert_eq!(headers["vary"], "accept-encoding");
        assert_eq!(
            headers["cache-control"],
            "public, max-age=31536000, immutable"
        );
        assert_eq!(answer.text().await.unwrap(), text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_answers_for_its_own_routes_and_no_others() {
    let api = with_page().await;
    for path in [
        "/",
        "/index.html",
        "/courses/c1",
        "/courses/rust-ownership?optimism=off",
    ] {
        let answer = get(&api, path, &[("accept", "text/html")]).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["cache-control"], "no-cache");
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        for part in [
            "default-src 'self'",
            "'wasm-unsafe-eval'",
            "'sha256-",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert_eq!(
            answer.headers()["cross-origin-opener-policy"],
            "same-origin"
        );
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(answer.text().await.unwrap(), INDEX);
        let again = get(
            &api,
            path,
            &[("accept", "text/html"), ("if-none-match", &tag)],
        )
        .await;
        assert_eq!(again.status(), 304);
    }
    for path in [
        "/missing.js",
        "/fonts/none.woff2",
        "/api/nowhere",
        "/api/_test/none",
    ] {
        let answer = get(&api, path, &[("accept", "*/*")]).await;
        assert_eq!(problem(answer).await, (404, "no-route".into()), "{path}");
    }
    let answer = api
        .request(Method::POST, "/courses/c1")
        .send()
        .await
        .unwrap();
    assert_eq!(problem(answer).await, (405, "method-not-allowed".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_folder_is_served() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let api = with_page().await;
    let host = api.url.strip_prefix("http://").unwrap();
    for path in [
        "/../secret",
        "/%2e%2e/secret",
        "/fonts/../../secret",
        "//secret",
        "/..%2fsecret",
    ] {
        let mut raw = tokio::net::TcpStream::connect(host).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        raw.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        raw.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        assert!(!body.contains("secret"), "{path}: {answer}");
    }
}
