//! Where in the page its author is.

/// Has the list of videos the focus, or something in it?
pub fn in_list() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let focused =
        document.map(|document| document.query_selector("[data-testid='video-list']:focus-within"));
    matches!(focused, Some(Ok(Some(_))))
}
