//! Notices and what a screen reader says.

use studio::{
    components::{
        banners::{self, BannerAction, BannerView},
        toasts::{self, STAY_MS, ToastAction, ToastItem, ToastView},
    },
    feedback::Spoken,
    pages::live_region::{self, LiveRegion, PAUSE_MS},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    clock::Clock,
    panel::{Canvas, Drawn},
    stage::{Emitted, Stage, dispatch, drawn, mount},
};

async fn toast() -> (Stage<ToastItem>, Emitted<ToastAction>) {
    let (on_action, emitted) = Emitted::new();
    let view = ToastView {
        number: 5,
        kind: "success",
        text: "“Traits” deleted".into(),
        stays: false,
        offers: vec![("undo", "Undo")],
    };
    let props = toasts::Props { view, on_action };
    (mount::<ToastItem>(props).await, emitted)
}

#[wasm_bindgen_test]
async fn a_notice_leaves_after_a_while() {
    let clock = Clock::stop();
    let (_stage, emitted) = toast().await;
    clock.advance(STAY_MS - 1).await;
    assert!(emitted.take().is_empty());
    clock.advance(1).await;
    assert_eq!(emitted.take(), [ToastAction::Dismiss(5)]);
}

#[wasm_bindgen_test]
async fn a_notice_stays_while_someone_looks_at_it() {
    let clock = Clock::stop();
    for (enter, leave) in [("mouseenter", "mouseleave"), ("focusin", "focusout")] {
        let (stage, emitted) = toast().await;
        let notice = stage.one("[data-role='toast']");
        dispatch(&notice, enter);
        drawn().await;
        clock.advance(10 * STAY_MS).await;
        assert!(emitted.take().is_empty(), "{enter}");
        dispatch(&notice, leave);
        drawn().await;
        clock.advance(STAY_MS).await;
        assert_eq!(emitted.take(), [ToastAction::Dismiss(5)], "{leave}");
    }
}

#[wasm_bindgen_test]
async fn the_buttons_of_a_notice_say_which_notice() {
    let (stage, emitted) = toast().await;
    assert_eq!(
        stage.attribute("[data-role='toast']", "data-kind"),
        "success"
    );
    stage.click("[data-action='undo']").await;
    stage.click("[data-action='dismiss']").await;
    assert_eq!(
        emitted.take(),
        [
            ToastAction::Accept(5, "undo".to_owned()),
            ToastAction::Dismiss(5)
        ]
    );
}

#[wasm_bindgen_test]
async fn a_lasting_notice_says_what_helps() {
    let (on_action, emitted) = Emitted::new();
    let view = |kind, offer| BannerView {
        kind,
        text: "You are signed out.".into(),
        offer,
    };
    let banners = [
        view("signed-out", Some(("signed-in", "I am signed in again"))),
        view("not-stored", None),
    ];
    let html = banners::draw(&banners, &on_action);
    let stage = mount::<Canvas>(Drawn { html }).await;
    assert_eq!(stage.all("[data-role='banner']").len(), 2);
    stage.click("[data-action='signed-in']").await;
    stage
        .click("[data-kind='not-stored'] [data-action='dismiss']")
        .await;
    let expected = [
        BannerAction::Accept("signed-out"),
        BannerAction::Dismiss("not-stored"),
    ];
    assert_eq!(emitted.take(), expected);
}

#[wasm_bindgen_test]
async fn messages_within_the_pause_are_said_together_at_its_end() {
    let clock = Clock::stop();
    let mut spoken = Spoken::default();
    let props = |spoken: &Spoken| live_region::Props {
        spoken: spoken.clone(),
    };
    let mut stage = mount::<LiveRegion>(props(&spoken)).await;
    let region = "[aria-live='polite']";
    spoken.say("one");
    stage.update(props(&spoken)).await;
    assert_eq!(stage.text(region), "one");
    for text in ["two", "three"] {
        spoken.say(text);
        stage.update(props(&spoken)).await;
    }
    clock.advance(PAUSE_MS - 1).await;
    assert_eq!(stage.text(region), "one");
    clock.advance(1).await;
    assert_eq!(stage.text(region), "two. three");
}
