//! The life of queries and of those who look at them.

use std::{
    cell::Cell,
    fmt,
    rc::{Rc, Weak},
};

use optimist::{
    Client, Data, DataStatus, Failure, Fetch, FetchStatus, OptimistProvider, Query, QueryOptions,
    use_client, use_item, use_query, use_query_select, use_query_when,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortSignal;
use yew::prelude::*;

use crate::{
    pages::{Save, rendered, renders, show, text, until},
    server::{Note, Notes, Server, SetDone},
};

thread_local! {
    static SEARCHES: Cell<u32> = Cell::default();
}

/// A query that is forgotten as soon as nobody looks at it.
struct Search;

/// What is searched for; whoever holds it can be counted.
#[derive(Clone, PartialEq)]
struct Text(Rc<String>);

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Query for Search {
    type Entity = Notes;
    type Args = Text;
    const NAME: &'static str = "search";
    const OPTIONS: QueryOptions = QueryOptions {
        gc_ms: 5,
        ..QueryOptions::DEFAULT
    };
}

impl Fetch for Search {
    async fn fetch(_: Text, _: AbortSignal) -> Result<Data<Note>, Failure> {
        SEARCHES.set(SEARCHES.get() + 1);
        Ok(vec![Note { id: 0, done: true }].into())
    }
}

#[wasm_bindgen_test]
async fn what_reads_a_query_is_dropped_with_it() {
    let client = Client::builder().build();
    let search = |text: &str| -> Weak<String> {
        let text = Rc::new(text.to_owned());
        client.prefetch::<Search>(&Text(Rc::clone(&text)));
        Rc::downgrade(&text)
    };
    let (first, second) = (search("m"), search("mi"));
    assert!(first.strong_count() > 0 && second.strong_count() > 0);
    until(|| first.strong_count() + second.strong_count() == 0).await;

    // Forgotten, it can be read again.
    let searches = SEARCHES.get();
    assert!(search("m").strong_count() > 0);
    until(|| SEARCHES.get() == searches + 1).await;
}

/// Changes a note as soon as it is mounted.
#[component]
fn Eager() -> Html {
    let client = use_client();
    use_effect_with((), move |()| {
        client.mutate::<SetDone>((0, true));
    });
    Html::default()
}

#[derive(Clone, PartialEq, Properties)]
struct Props {
    client: Client,
}

#[component]
fn EagerPage(props: &Props) -> Html {
    html! {
        <OptimistProvider client={props.client.clone()}>
            <Eager />
            <Save />
        </OptimistProvider>
    }
}

#[wasm_bindgen_test]
async fn what_changes_between_rendering_and_mounting_is_shown() {
    let _server = Server::with(1);
    let client = Client::builder().mutation::<SetDone>().build();
    let page = show::<EagerPage>(Props {
        client: client.clone(),
    });
    until(|| client.pending() == 1).await;
    until(|| text(&page, ".save") == "1").await;
}

/// What the component is given, which a test changes.
#[derive(Clone, PartialEq, Properties)]
struct Given {
    id: u32,
}

/// A button that gives the component below it the next number.
#[component]
fn Counting(props: &Props) -> Html {
    let id = use_state(|| 0);
    let next = {
        let id = id.clone();
        move |_| id.set(*id + 1)
    };
    html! {
        <OptimistProvider client={props.client.clone()}>
            <button onclick={next} />
            <Selected id={*id} />
            <One id={*id} />
            <Dependent id={*id} />
        </OptimistProvider>
    }
}

/// Whether the note of this id is done.
#[component]
fn Selected(props: &Given) -> Html {
    let id = props.id;
    let done = use_query_select::<Notes, _>((), move |query| {
        let notes = query.data();
        notes.and_then(|list| list.iter().find(|note| note.id == id).map(|note| note.done))
    });
    html! { <p class="selected">{ format!("{done:?}") }</p> }
}

#[component]
fn One(props: &Given) -> Html {
    rendered("one");
    let note = use_item::<Notes>(props.id);
    html! { <p class="one">{ note.map_or("none".to_owned(), |note| format!("{}{}", note.id, note.done)) }</p> }
}

/// Searches for the note of the first id that is not 0, once the notes are known.
#[component]
fn Dependent(props: &Given) -> Html {
    let notes = use_query::<Notes>(());
    let known = notes.data().is_some() && props.id > 0;
    let found = use_query_when::<Search>(known.then(|| Text(Rc::new(props.id.to_string()))));
    let state = match (found.status(), found.fetch_status()) {
        (DataStatus::Pending, FetchStatus::Idle) => "waits",
        (DataStatus::Success, _) => "found",
        _ => "reads",
    };
    html! { <p class="dependent">{ state }</p> }
}

#[wasm_bindgen_test]
async fn hooks_follow_what_the_component_is_given() {
    let server = Server::with(2);
    let client = Client::builder().mutation::<SetDone>().build();
    let searches = SEARCHES.get();
    let page = show::<Counting>(Props {
        client: client.clone(),
    });
    until(|| text(&page, ".selected") == "Some(false)").await;
    until(|| text(&page, ".one") == "0false").await;
    assert_eq!(text(&page, ".dependent"), "waits");
    assert_eq!(SEARCHES.get(), searches, "nothing is read for it");

    // Another item changes: what looks at this one renders no more than before.
    let before = renders("one");
    client.mutate::<SetDone>((1, true));
    until(|| text(&page, ".selected") == "Some(false)" && client.pending() == 1).await;
    assert_eq!(renders("one"), before);

    let button = page.query_selector("button").ok().flatten();
    let button: web_sys::HtmlElement = button.and_then(|it| it.dyn_into().ok()).expect("a button");
    button.click();
    until(|| text(&page, ".selected") == "Some(true)").await;
    until(|| text(&page, ".one") == "1true").await;
    until(|| text(&page, ".dependent") == "found").await;
    assert_eq!(SEARCHES.get(), searches + 1);

    server.answer(crate::server::Answer::Refused).await;
    until(|| text(&page, ".one") == "1false").await;
    button.click();
    until(|| text(&page, ".one") == "none").await;
    assert_eq!(text(&page, ".selected"), "None");
}

/// Another query under the name of the first.
struct AlsoNotes;

impl Query for AlsoNotes {
    type Entity = Notes;
    type Args = ();
    const NAME: &'static str = <Notes as Query>::NAME;
}

impl Fetch for AlsoNotes {
    async fn fetch((): (), _: AbortSignal) -> Result<Data<Note>, Failure> {
        Ok(Vec::new().into())
    }
}

#[wasm_bindgen_test]
#[should_panic]
fn two_queries_of_one_name_are_found_at_once() {
    let _server = Server::with(1);
    let client = Client::builder().build();
    client.prefetch::<Notes>(&());
    client.prefetch::<AlsoNotes>(&());
}
