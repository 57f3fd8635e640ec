//! The panel of bulk operations, the save state and the bar above the list.

use std::rc::Rc;

use optimist::{Key, OperationId};
use shared::VideoId;
use studio::components::{
    bulk_bar::{BulkAction, BulkBar},
    progress::{self, BulkState, BulkView, ItemView, ProgressAction},
    sync_status::SyncStatus,
};
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::stage::{Told, drawn, mount};

/// Whatever a test draws.
#[derive(Properties, PartialEq)]
struct Drawn {
    html: Html,
}

#[component]
fn Canvas(props: &Drawn) -> Html {
    props.html.clone()
}

const ID: OperationId = OperationId(Key(9));

fn view(done: usize, failed: usize, state: BulkState) -> BulkView {
    let failures = (0..failed).map(|n| ItemView {
        id: VideoId(Uuid::from_u128(n as u128)),
        name: format!("Video {n}").into(),
        state: "refused",
        why: "The server cannot do this right now.".into(),
    });
    BulkView {
        id: ID,
        title: "Deleting 500 videos".into(),
        state,
        total: 500,
        done,
        failed,
        cancelled: 0,
        failures: Rc::new(failures.collect()),
        undo: false,
    }
}

#[wasm_bindgen_test]
async fn a_bulk_operation_shows_its_counts_and_each_failure() {
    let (on_action, told) = Told::new();
    let html = progress::draw(&view(400, 3, BulkState::Running), &on_action);
    let stage = mount::<Canvas>(Drawn { html }).await;
    let panel = "[data-role='bulk-progress']";
    for (name, value) in [
        ("data-total", "500"),
        ("data-done", "400"),
        ("data-failed", "3"),
        ("data-state", "running"),
    ] {
        assert_eq!(stage.attribute(panel, name), value, "{name}");
    }
    let item = "[data-role='bulk-item']";
    assert_eq!(stage.all(item).len(), 3);
    assert_eq!(stage.attribute(item, "data-state"), "refused");
    assert!(stage.attribute(item, "data-id").parse::<VideoId>().is_ok());
    assert!(stage.text(item).contains("Video 0"));
    assert!(
        stage
            .text(item)
            .contains("The server cannot do this right now.")
    );
    stage.one("[data-action='retry-failed']").click();
    stage.one("[data-action='cancel-bulk']").click();
    assert_eq!(
        told.take(),
        [ProgressAction::Retry(ID), ProgressAction::Cancel(ID)]
    );
}

#[wasm_bindgen_test]
async fn what_is_too_much_to_list_is_counted() {
    let (on_action, _) = Told::new();
    let html = progress::draw(&view(0, 500, BulkState::Finished), &on_action);
    let stage = mount::<Canvas>(Drawn { html }).await;
    assert_eq!(stage.all("[data-role='bulk-item']").len(), 100);
    assert_eq!(stage.text(".more"), "and 400 more");
    assert!(stage.all("[data-action='cancel-bulk']").is_empty());
}

#[wasm_bindgen_test]
async fn the_save_state_says_what_waits_and_since_when() {
    for (pending, online, since, text) in [
        (0, true, None, "All changes saved"),
        (3, true, None, "3 changes waiting"),
        (
            1,
            false,
            Some("10:42".into()),
            "Offline since 10:42 · 1 change waiting",
        ),
        (0, false, None, "Offline"),
    ] {
        let html = SyncStatus {
            pending,
            online,
            offline_since: since,
        }
        .draw();
        let stage = mount::<Canvas>(Drawn { html }).await;
        let status = "[data-role='sync-status']";
        assert_eq!(stage.text(status), text);
        assert_eq!(stage.attribute(status, "data-pending"), pending.to_string());
        assert_eq!(stage.attribute(status, "data-online"), online.to_string());
    }
}

#[wasm_bindgen_test]
async fn the_first_so_many_are_selected_as_typed_and_drawing_again_keeps_the_number() {
    let (on_action, told) = Told::new();
    let html = |selected| {
        BulkBar {
            selected,
            total: 100,
            on_action: on_action.clone(),
        }
        .draw()
    };
    let mut stage = mount::<Canvas>(Drawn { html: html(0) }).await;
    stage.type_into("[data-role='select-count']", "42").await;
    stage.update(Drawn { html: html(7) }).await;
    stage.one("[data-action='select-first']").click();
    drawn().await;
    assert_eq!(told.take(), [BulkAction::SelectFirst(42)]);
    stage.type_into("[data-role='select-count']", "-3").await;
    stage.one("[data-action='select-first']").click();
    drawn().await;
    assert!(told.take().is_empty());
}

#[wasm_bindgen_test]
async fn bulk_controls_work_even_before_they_are_seen() {
    let (on_action, told) = Told::new();
    let html = BulkBar {
        selected: 0,
        total: 100,
        on_action,
    }
    .draw();
    let stage = mount::<Canvas>(Drawn { html }).await;
    for (control, action) in [
        ("select-all", BulkAction::SelectAll),
        ("bulk-delete", BulkAction::Delete),
        ("bulk-publish", BulkAction::Publish(true)),
        ("bulk-unpublish", BulkAction::Publish(false)),
    ] {
        stage.one(&format!("[data-action='{control}']")).click();
        assert_eq!(told.take(), [action]);
    }
}
