//! The panel of bulk operations and the bar above the list.

use std::rc::Rc;

use optimist::{Key, OperationId};
use shared::VideoId;
use studio::components::{
    bulk_bar::{BulkAction, BulkBar},
    item_list::{ItemList, ItemView, Items, Kind},
    progress::{self, BulkState, BulkView, ProgressAction},
};
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::stage::{Emitted, dispatch, drawn, mount};

/// Whatever a test draws.
#[derive(Properties, PartialEq)]
pub struct Drawn {
    pub html: Html,
}

#[component]
pub fn Canvas(props: &Drawn) -> Html {
    props.html.clone()
}

const ID: OperationId = OperationId(Key(9));

fn items(failed: usize) -> Items {
    Items {
        of: Rc::new(move |kind| match kind {
            Kind::Failed => (0..failed).collect(),
            Kind::All => (0..500).collect(),
            _ => (failed..500).collect(),
        }),
        at: Rc::new(move |at| {
            let is_failed = at < failed;
            Some(ItemView {
                id: VideoId(Uuid::from_u128(at as u128)),
                name: format!("Video {at}").into(),
                state: if is_failed { "refused" } else { "done" },
                why: if is_failed { WHY } else { "Done" }.into(),
            })
        }),
    }
}

const WHY: &str = "The server cannot do this right now.";

fn view(done: usize, failed: usize, state: BulkState) -> BulkView {
    let counts = [failed, 0, 500 - failed - done, done, 0];
    BulkView {
        id: ID,
        entry: ID,
        title: "Deleting 500 videos".into(),
        time: None,
        undone: false,
        state,
        total: 500,
        done,
        failed,
        deleted: 0,
        changed: 0,
        cancelled: 0,
        pace: (state == BulkState::Running).then(|| "80 a second, 2 s left".to_owned()),
        items: html! { <ItemList items={items(failed)} {counts} /> },
        report: true,
        undo: false,
        redo: false,
        why: None,
    }
}

#[wasm_bindgen_test]
async fn a_bulk_operation_shows_its_counts_and_each_failure() {
    let (on_action, emitted) = Emitted::new();
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
    assert_eq!(stage.text("[data-role='pace']"), "80 a second, 2 s left");
    let item = "[data-role='bulk-item']";
    assert_eq!(stage.all(item).len(), 3);
    assert_eq!(stage.attribute(item, "data-state"), "refused");
    assert!(stage.attribute(item, "data-id").parse::<VideoId>().is_ok());
    assert!(stage.text(item).contains("Video 0"));
    assert!(stage.text(item).contains(WHY));
    for action in ["retry-failed", "cancel-bulk", "copy-report"] {
        stage.one(&format!("[data-action='{action}']")).click();
    }
    assert_eq!(
        emitted.take(),
        [
            ProgressAction::Retry(ID),
            ProgressAction::Cancel(ID),
            ProgressAction::Copy(ID)
        ]
    );
}

#[wasm_bindgen_test]
async fn of_a_long_list_of_items_only_what_is_seen_is_in_the_page() {
    let (on_action, _) = Emitted::new();
    let html = progress::draw(&view(0, 400, BulkState::Finished), &on_action);
    let stage = mount::<Canvas>(Drawn { html }).await;
    let drawn = stage.all("[data-role='bulk-item']").len();
    assert!((6..=60).contains(&drawn), "{drawn}");
    assert!(stage.all("[data-action='cancel-bulk']").is_empty());
    assert!(stage.all("[data-role='pace']").is_empty());
}

#[wasm_bindgen_test]
async fn the_items_of_another_state_are_listed_when_asked_for() {
    let (on_action, _) = Emitted::new();
    let html = progress::draw(&view(497, 3, BulkState::Finished), &on_action);
    let stage = mount::<Canvas>(Drawn { html }).await;
    let menu: web_sys::HtmlSelectElement = stage.one("[data-role='item-filter']").unchecked_into();
    let texts = menu.text_content().unwrap_or_default();
    assert_eq!(texts, "Items…All 500Failed 3Done 497");
    menu.set_selected_index(3);
    dispatch(&menu, "change");
    drawn().await;
    assert_eq!(
        stage.attribute("[data-role='bulk-item']", "data-state"),
        "done"
    );
    menu.set_selected_index(0);
    dispatch(&menu, "change");
    drawn().await;
    assert!(stage.all("[data-role='bulk-item']").is_empty());
}

#[wasm_bindgen_test]
async fn the_first_so_many_are_selected_as_typed_and_drawing_again_keeps_the_number() {
    let (on_action, emitted) = Emitted::new();
    let html = |selected| bar(selected, &on_action).draw();
    let mut stage = mount::<Canvas>(Drawn { html: html(0) }).await;
    let field: web_sys::HtmlInputElement = stage.one("[data-role='select-count']").unchecked_into();
    assert_eq!(field.value(), "20");
    stage.type_into("[data-role='select-count']", "42").await;
    stage.update(Drawn { html: html(7) }).await;
    stage.one("[data-action='select-first']").click();
    drawn().await;
    assert_eq!(emitted.take(), [BulkAction::SelectFirst(42)]);
    stage.type_into("[data-role='select-count']", "-3").await;
    stage.one("[data-action='select-first']").click();
    drawn().await;
    assert!(emitted.take().is_empty());
}

#[wasm_bindgen_test]
async fn bulk_controls_work_even_before_they_are_seen() {
    let (on_action, emitted) = Emitted::new();
    let html = bar(0, &on_action).draw();
    let stage = mount::<Canvas>(Drawn { html }).await;
    for (control, action) in [
        ("select-all", BulkAction::SelectAll),
        ("bulk-delete", BulkAction::Delete),
        ("bulk-publish", BulkAction::Publish(true)),
        ("bulk-unpublish", BulkAction::Publish(false)),
        ("bulk-move", BulkAction::Move),
        ("bulk-top", BulkAction::MoveBy(isize::MIN)),
        ("bulk-bottom", BulkAction::MoveBy(isize::MAX)),
        ("bulk-edit", BulkAction::Edit),
    ] {
        stage.one(&format!("[data-action='{control}']")).click();
        assert_eq!(emitted.take(), [action]);
    }
}

#[wasm_bindgen_test]
async fn the_bar_names_what_all_is_and_what_is_not_seen_of_the_selection() {
    let (on_action, _) = Emitted::new();
    let text = |bar: BulkBar| async move {
        let html = bar.draw();
        let stage = mount::<Canvas>(Drawn { html }).await;
        stage.text("[data-role='selected-count']")
    };
    assert_eq!(text(bar(0, &on_action)).await, "Select all 100");
    let matching = BulkBar {
        shown: 37,
        matching: true,
        ..bar(0, &on_action)
    };
    assert_eq!(text(matching).await, "Select all 37 that match");
    let partly = BulkBar {
        hidden: 2,
        vanished: 1,
        ..bar(5, &on_action)
    };
    assert_eq!(
        text(partly).await,
        "5 selected, 2 not shown, 1 gone meanwhile"
    );
    let html = bar(5, &on_action).draw();
    let stage = mount::<Canvas>(Drawn { html }).await;
    assert_eq!(stage.text("[data-action='bulk-delete']"), "Delete 5");
}

#[wasm_bindgen_test]
async fn in_the_trash_all_that_is_chosen_can_be_restored() {
    let (on_action, emitted) = Emitted::new();
    let html = BulkBar {
        trash: true,
        ..bar(3, &on_action)
    }
    .draw();
    let stage = mount::<Canvas>(Drawn { html }).await;
    assert!(stage.all("[data-action='bulk-delete']").is_empty());
    stage.one("[data-action='bulk-restore']").click();
    assert_eq!(emitted.take(), [BulkAction::Restore]);
}

fn bar(selected: usize, on_action: &Callback<BulkAction>) -> BulkBar {
    BulkBar {
        selected,
        hidden: 0,
        vanished: 0,
        shown: 100,
        matching: false,
        trash: false,
        on_action: on_action.clone(),
    }
}
