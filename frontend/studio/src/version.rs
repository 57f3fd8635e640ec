//! A newer version of the page: `offline.js` has it kept on this device, and says so.

use web_sys::Event;

/// The event that says that one is ready.
pub const READY: &str = "new-version";

/// Takes it: the page is loaded anew.
pub fn take() {
    if let (Some(window), Ok(event)) = (web_sys::window(), Event::new("take-new-version")) {
        // Without listeners it stays the version that it is.
        let _ = window.dispatch_event(&event);
    }
}
