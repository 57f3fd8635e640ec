//! What the save state says.

use studio::components::sync_status::{Connection, Live, SyncStatus};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Callback;

use crate::{
    panel::{Canvas, Drawn},
    stage::mount,
};

const STATUS: &str = "[data-role='sync-status']";

fn status(waiting: usize, need_user: usize, connection: Connection) -> SyncStatus {
    SyncStatus {
        pending: waiting,
        waiting,
        need_user,
        connection,
        ..SyncStatus::default()
    }
}

#[wasm_bindgen_test]
async fn it_says_what_waits_for_whom() {
    let unreachable = || Connection::Unreachable("A proxy answered.".into());
    for (status, text, class) in [
        (status(0, 0, Connection::Up), "All changes saved", "saved"),
        (status(3, 0, Connection::Up), "Saving 3 changes", "busy"),
        (
            status(0, 1, Connection::Up),
            "1 change needs you",
            "needs-user",
        ),
        (
            status(1, 2, Connection::Up),
            "Saving 1 change · 2 changes need you",
            "needs-user long",
        ),
        (status(0, 0, Connection::Offline), "Offline", "offline"),
        (
            SyncStatus {
                since: Some("10:42".into()),
                ..status(1, 0, Connection::Offline)
            },
            "Offline since 10:42 · 1 change kept on this device",
            "offline long",
        ),
        (
            SyncStatus {
                stuck_since: Some("20:55".into()),
                ..status(2, 0, Connection::Up)
            },
            "2 changes not saved since 20:55, trying again",
            "busy long",
        ),
        (
            SyncStatus {
                unsaved: 1,
                ..status(0, 0, Connection::Up)
            },
            "1 text is not saved",
            "needs-user",
        ),
        (
            status(0, 0, unreachable()),
            "The server cannot be reached",
            "offline",
        ),
        (
            SyncStatus {
                since: Some("9:05".into()),
                ..status(2, 1, unreachable())
            },
            "The server cannot be reached since 9:05 · 2 changes kept on this device · 1 change needs you",
            "offline long",
        ),
    ] {
        let html = status.draw(false, &Callback::noop());
        let stage = mount::<Canvas>(Drawn { html }).await;
        assert_eq!(stage.text(STATUS), text);
        let classes = format!("sync-status {class}");
        assert_eq!(stage.attribute(STATUS, "class"), classes, "{text}");
    }
}

#[wasm_bindgen_test]
async fn programs_can_read_it() {
    let unreachable = Connection::Unreachable("A proxy answered.".into());
    for (connection, live, expected) in [
        (
            Connection::Up,
            Live::Stream,
            [
                "true",
                "true",
                "stream",
                "What is under way, and what needs you.",
            ],
        ),
        (
            Connection::Up,
            Live::Polling,
            [
                "true",
                "true",
                "polling",
                "Changes of others come a few seconds late.",
            ],
        ),
        (
            unreachable,
            Live::None,
            [
                "true",
                "false",
                "none",
                "A proxy answered. Your changes are sent as soon as the server can be reached.",
            ],
        ),
        (
            Connection::Offline,
            Live::Polling,
            [
                "false",
                "false",
                "polling",
                "Your changes are sent as soon as the server can be reached.",
            ],
        ),
    ] {
        let html = SyncStatus {
            live,
            ..status(4, 0, connection)
        }
        .draw(false, &Callback::noop());
        let stage = mount::<Canvas>(Drawn { html }).await;
        assert_eq!(stage.attribute(STATUS, "data-pending"), "4");
        let names = ["data-online", "data-reachable", "data-live", "title"];
        let actual = names.map(|name| stage.attribute(STATUS, name));
        assert_eq!(actual, expected);
    }
}
