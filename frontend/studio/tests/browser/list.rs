//! The list and its rows.

use std::rc::Rc;

use js_sys::{Object, Reflect};
use shared::{Rank, Video, VideoId};
use studio::components::{
    RowAction, RowState, RowView, Rows, Unsaved,
    video_list::{self, VideoList},
};
use uuid::Uuid;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Callback;

use crate::stage::{Emitted, Stage, mount};

fn id(n: usize) -> VideoId {
    VideoId(Uuid::from_u128(n as u128))
}

fn view(n: usize) -> RowView {
    let video = Video {
        id: id(n),
        course_id: "c1".parse().expect("c1 is an id"),
        title: format!("Video {n}").into(),
        duration_seconds: 65,
        published: n.is_multiple_of(2),
        rank: Rank::middle(),
        deleted_at: None,
        revision: 1,
    };
    RowView {
        video: Rc::new(video),
        state: RowState::Idle,
        selected: false,
        editing: None,
        unsaved: Unsaved::default(),
        duration: None,
        place: None,
    }
}

fn rows(views: Vec<RowView>) -> Rows {
    let views = Rc::new(views);
    let same = Rc::clone(&views);
    Rows {
        len: views.len(),
        id_at: Rc::new(move |at| same.get(at).map(|view| view.video.id)),
        at: Rc::new(move |at| views.get(at).cloned()),
    }
}

fn props(views: Vec<RowView>, on_action: &Callback<RowAction>) -> video_list::Props {
    video_list::Props {
        row_height: 56,
        rows: rows(views),
        on_action: on_action.clone(),
        reveal: None,
        label: "Videos".into(),
        view: "".into(),
        entry: "".into(),
        editing: None,
    }
}

async fn list(count: usize) -> (Stage<VideoList>, Callback<RowAction>, Emitted<RowAction>) {
    let (on_action, emitted) = Emitted::new();
    let stage = mount::<VideoList>(props((0..count).map(view).collect(), &on_action)).await;
    (stage, on_action, emitted)
}

fn row(n: usize) -> String {
    format!("[data-testid='video-list'] [data-video-id='{}']", id(n))
}

/// Begins to count renders of rows; returns how many there were since it was last asked.
fn renders() -> u32 {
    let (window, name) = (js_sys::global(), JsValue::from_str("__measure"));
    let measure = Reflect::get(&window, &name).expect("the window has properties");
    let count = JsValue::from_str("rowRenders");
    let before = Reflect::get(&measure, &count)
        .ok()
        .and_then(|count| count.as_f64());
    let fresh = Object::new();
    Reflect::set(&fresh, &count, &JsValue::from_f64(0.0)).expect("an object takes a property");
    Reflect::set(&window, &name, &fresh).expect("the window takes a property");
    before.unwrap_or(0.0) as u32
}

#[wasm_bindgen_test]
async fn a_row_says_what_it_is_and_does() {
    let mut views: Vec<RowView> = (0..3).map(view).collect();
    views[1].state = RowState::Failed("Could not be deleted: no.".into());
    views[2].selected = true;
    let (on_action, _) = Emitted::new();
    let stage = mount::<VideoList>(props(views, &on_action)).await;
    assert_eq!(stage.attribute(&row(0), "data-published"), "true");
    assert_eq!(stage.attribute(&row(1), "data-published"), "false");
    assert_eq!(stage.attribute(&row(0), "data-state"), "idle");
    assert_eq!(stage.attribute(&row(1), "data-state"), "failed");
    assert!(stage.text(&row(1)).contains("Could not be deleted: no."));
    let slots = stage.all("[role='row']");
    let selected = |at: usize| slots[at].get_attribute("aria-selected");
    assert_eq!(
        (selected(0).as_deref(), selected(2).as_deref()),
        (Some("false"), Some("true"))
    );
    for control in ["delete", "toggle", "select", "rename"] {
        stage.one(&format!("{} [data-action='{control}']", row(0)));
    }
}

#[wasm_bindgen_test]
async fn controls_emit_what_was_clicked() {
    let (stage, _, emitted) = list(3).await;
    for (control, action) in [
        ("delete", RowAction::Delete(id(1))),
        ("toggle", RowAction::Publish(id(1), true)),
        ("select", RowAction::Toggle(id(1))),
        ("rename", RowAction::Rename(id(1))),
        ("move-up", RowAction::Shift(id(1), -1)),
        ("move-down", RowAction::Shift(id(1), 1)),
        ("move-to", RowAction::MoveTo(id(1))),
    ] {
        stage
            .one(&format!("{} [data-action='{control}']", row(1)))
            .click();
        assert_eq!(emitted.take(), [action]);
    }
}

#[wasm_bindgen_test]
async fn only_the_row_that_changed_is_drawn_again() {
    let (mut stage, on_action, _) = list(30).await;
    let mut views: Vec<RowView> = (0..30).map(view).collect();
    renders();
    views[7].state = RowState::Saving;
    stage.update(props(views.clone(), &on_action)).await;
    assert_eq!(renders(), 1);
    stage.update(props(views.clone(), &on_action)).await;
    assert_eq!(renders(), 0);
    views.remove(3);
    stage.update(props(views, &on_action)).await;
    assert_eq!(
        renders(),
        0,
        "the rows below one that goes are not drawn again"
    );
    assert!(stage.all(&row(3)).is_empty());
}

#[wasm_bindgen_test]
async fn a_short_list_is_drawn_whole_and_a_long_one_in_part() {
    let (stage, ..) = list(20).await;
    assert_eq!(stage.all("[data-video-id]").len(), 20);
    drop(stage);
    let (stage, ..) = list(10_000).await;
    let drawn = stage.all("[data-video-id]").len();
    assert!((1..=60).contains(&drawn), "{drawn}");
    assert_eq!(stage.attribute("[role='grid']", "aria-rowcount"), "10000");
}

#[wasm_bindgen_test]
async fn arrow_keys_move_the_focus_and_other_keys_act_on_its_row() {
    let (stage, _, emitted) = list(5).await;
    stage
        .one("[aria-rowindex='1']")
        .focus()
        .expect("a row takes the focus");
    stage.press("[aria-rowindex='1']", "ArrowDown").await;
    stage.press("[aria-rowindex='2']", "Delete").await;
    stage.press("[aria-rowindex='2']", " ").await;
    stage.press("[aria-rowindex='2']", "F2").await;
    let all = [
        RowAction::DeleteChosen(id(1)),
        RowAction::Toggle(id(1)),
        RowAction::Rename(id(1)),
    ];
    assert_eq!(emitted.take(), all);
}

#[wasm_bindgen_test]
async fn typed_text_survives_whatever_comes_from_outside() {
    let (on_action, emitted) = Emitted::new();
    let mut views: Vec<RowView> = (0..3).map(view).collect();
    views[1].editing = Some("Video 1".into());
    let mut stage = mount::<VideoList>(props(views.clone(), &on_action)).await;
    stage.type_into("[data-role='title-input']", "Mine").await;
    assert_eq!(emitted.take(), [RowAction::Draft(id(1), "Mine".into())]);

    let video = Rc::make_mut(&mut views[1].video);
    video.title = "Theirs".into();
    video.published = !video.published;
    views[1].editing = Some("Theirs".into());
    stage.update(props(views, &on_action)).await;
    let field: web_sys::HtmlInputElement =
        wasm_bindgen::JsCast::unchecked_into(stage.one("[data-role='title-input']"));
    assert_eq!(field.value(), "Mine");
    stage.press("[data-role='title-input']", "Enter").await;
    assert!(emitted.take().contains(&RowAction::Save(id(1))));
}

#[wasm_bindgen_test]
async fn an_impossible_title_is_explained_at_the_field() {
    let (on_action, _) = Emitted::new();
    let mut views: Vec<RowView> = (0..2).map(view).collect();
    views[0].editing = Some("Video 0".into());
    let stage = mount::<VideoList>(props(views, &on_action)).await;
    assert!(stage.all("[data-role='title-error']").is_empty());
    stage.type_into("[data-role='title-input']", "  ").await;
    assert!(!stage.text("[data-role='title-error']").is_empty());
}
