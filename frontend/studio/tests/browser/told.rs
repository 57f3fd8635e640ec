//! Notices and what a screen reader says.

use std::{rc::Rc, time::Duration};

use gloo_timers::future::sleep;
use studio::components::{
    live_region::{self, LiveRegion},
    toasts::{self, ToastAction, ToastItem, ToastView},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, Told, dispatch, mount};

const STAY_MS: u32 = 120;

async fn toast() -> (Stage<ToastItem>, Told<ToastAction>) {
    let (on_action, told) = Told::new();
    let view = ToastView {
        number: 5,
        kind: "success",
        text: "“Traits” deleted".into(),
        offer: Some(("undo", "Undo")),
    };
    let props = toasts::Props {
        view,
        on_action,
        stay_ms: STAY_MS,
    };
    (mount::<ToastItem>(props).await, told)
}

async fn wait(ms: u32) {
    sleep(Duration::from_millis(u64::from(ms))).await;
}

#[wasm_bindgen_test]
async fn a_notice_leaves_after_a_while() {
    let (_stage, told) = toast().await;
    assert!(told.take().is_empty());
    wait(2 * STAY_MS).await;
    assert_eq!(told.take(), [ToastAction::Dismiss(5)]);
}

#[wasm_bindgen_test]
async fn a_notice_stays_while_someone_looks_at_it() {
    for (enter, leave) in [("mouseenter", "mouseleave"), ("focusin", "focusout")] {
        let (stage, told) = toast().await;
        let notice = stage.one("[data-role='toast']");
        dispatch(&notice, enter);
        wait(3 * STAY_MS).await;
        assert!(told.take().is_empty(), "{enter}");
        dispatch(&notice, leave);
        wait(2 * STAY_MS).await;
        assert_eq!(told.take(), [ToastAction::Dismiss(5)], "{leave}");
    }
}

#[wasm_bindgen_test]
async fn the_buttons_of_a_notice_tell_which_notice() {
    let (stage, told) = toast().await;
    assert_eq!(
        stage.attribute("[data-role='toast']", "data-kind"),
        "success"
    );
    stage.one("[data-action='undo']").click();
    stage.one("[data-action='dismiss']").click();
    assert_eq!(
        told.take(),
        [ToastAction::Accept(5), ToastAction::Dismiss(5)]
    );
}

#[wasm_bindgen_test]
async fn of_many_messages_within_the_pause_only_the_last_is_said() {
    let props = |number: u64, text: &str| live_region::Props {
        spoken: (number, Rc::from(text)),
        pause_ms: 150,
    };
    let mut stage = mount::<LiveRegion>(props(0, "")).await;
    let region = "[aria-live='polite']";
    stage.update(props(1, "one")).await;
    assert_eq!(stage.text(region), "one");
    stage.update(props(2, "two")).await;
    stage.update(props(3, "three")).await;
    assert_eq!(stage.text(region), "one");
    wait(250).await;
    assert_eq!(stage.text(region), "three");
}
