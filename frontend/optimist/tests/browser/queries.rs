//! The life of queries and of those who look at them.

use std::{
    cell::Cell,
    fmt,
    rc::{Rc, Weak},
};

use optimist::{Client, Data, Failure, Fetch, OptimistProvider, Query, QueryOptions, use_client};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortSignal;
use yew::prelude::*;

use crate::{
    pages::{Save, show, text, until},
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
