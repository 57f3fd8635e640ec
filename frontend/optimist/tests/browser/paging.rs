//! A feed on an ordinary API, page by page.

use std::cell::RefCell;

use optimist::{
    Client, Cursors, Effect, Entity, Failure, Mutation, OptimistProvider, Outcome, Page, Pages,
    PagesOf, Query, Reason, Repeat, Submit, Timestamp, Truth, use_mutation, use_pages,
};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortSignal, HtmlElement};
use yew::prelude::*;

use crate::pages::{Shown, show, text, until};

#[derive(Clone, PartialEq)]
struct Post {
    id: u32,
    liked: bool,
}

impl Entity for Post {
    type Item = Self;
    type Id = u32;
    const NAME: &'static str = "post";

    fn id(post: &Self) -> u32 {
        post.id
    }
}

thread_local! {
    static POSTS: RefCell<Vec<Post>> = RefCell::default();
    /// The pages that were read, by the ids from which they begin; 0: the first.
    static READ: RefCell<Vec<u32>> = RefCell::default();
    static FAILS: RefCell<bool> = RefCell::default();
}

fn serve(ids: impl Iterator<Item = u32>) {
    let post = |id| Post { id, liked: false };
    POSTS.set(ids.map(post).collect());
    READ.take();
    FAILS.set(false);
}

/// The newest posts first, three a page.
struct Feed;

impl Pages for Feed {
    type Entity = Post;
    type Args = ();
    type Cursor = u32;
    const CURSORS: Cursors = Cursors::Anchored;
    const NAME: &'static str = "feed";

    async fn fetch_page(
        (): (),
        from: Option<u32>,
        _: AbortSignal,
    ) -> Result<Page<Post, u32>, Failure> {
        READ.with_borrow_mut(|read| read.push(from.unwrap_or(0)));
        if FAILS.with_borrow(|fails| *fails) {
            return Err(Failure::unreadable("The feed is closed."));
        }
        POSTS.with_borrow(|posts| {
            let older = posts
                .iter()
                .filter(|post| from.is_none_or(|from| post.id <= from));
            let mut page: Vec<Post> = older.take(4).cloned().collect();
            let next = (page.len() > 3).then(|| page.pop()).flatten();
            Ok(Page::new(page)
                .next(next.map(|post| post.id))
                .total(posts.len()))
        })
    }
}

/// The newest posts first, three a page, by the numbers of the pages.
struct Numbered;

impl Pages for Numbered {
    type Entity = Post;
    type Args = ();
    type Cursor = u32;
    const NAME: &'static str = "numbered";

    async fn fetch_page(
        (): (),
        number: Option<u32>,
        _: AbortSignal,
    ) -> Result<Page<Post, u32>, Failure> {
        let number = number.unwrap_or(1);
        READ.with_borrow_mut(|read| read.push(number));
        POSTS.with_borrow(|posts| {
            let before = (number as usize - 1) * 3;
            let page: Vec<Post> = posts.iter().skip(before).take(3).cloned().collect();
            let next = (posts.len() > before + 3).then_some(number + 1);
            Ok(Page::new(page).next(next).total(posts.len()))
        })
    }
}

struct Like;

impl Mutation for Like {
    type Entity = Post;
    type Args = u32;
    const NAME: &'static str = "like-post";
    const REPEAT: Repeat = Repeat::Idempotent;

    fn target(&id: &u32) -> u32 {
        id
    }

    fn predict(_: &u32, post: Option<&Post>, _: Timestamp) -> Effect<Post> {
        let liked = post.map(|post| Post {
            liked: true,
            ..post.clone()
        });
        liked.map_or(Effect::NotApplicable, Effect::Put)
    }
}

impl Submit for Like {
    async fn submit(id: u32, _: optimist::Key, _: AbortSignal) -> Outcome {
        let liked = POSTS.with_borrow_mut(|posts| {
            let post = posts.iter_mut().find(|post| post.id == id)?;
            post.liked = true;
            Some(post.clone())
        });
        let refusal = Reason::new("not-found", "There is no such post.");
        liked.map_or(Outcome::Refused(refusal), Outcome::done_with::<Post>)
    }
}

struct Delete;

impl Mutation for Delete {
    type Entity = Post;
    type Args = u32;
    const NAME: &'static str = "delete-post";
    const REPEAT: Repeat = Repeat::Idempotent;

    fn target(&id: &u32) -> u32 {
        id
    }

    fn predict(_: &u32, _: Option<&Post>, _: Timestamp) -> Effect<Post> {
        Effect::Remove
    }
}

impl Submit for Delete {
    async fn submit(id: u32, _: optimist::Key, _: AbortSignal) -> Outcome {
        POSTS.with_borrow_mut(|posts| posts.retain(|post| post.id != id));
        Outcome::done().with_truth(Truth::<Post>::shared(id, None))
    }
}

/// `9 8 7* of 9 more`: 7 is liked, and there is a further page.
#[component]
fn List<P: Pages<Entity = Post, Args = ()>>() -> Html {
    let feed = use_pages::<P>(());
    let (like, delete) = (use_mutation::<Like>(), use_mutation::<Delete>());
    let posts = feed.data().into_iter().flatten();
    let posts = posts.map(|post| format!("{}{}", post.id, if post.liked { "*" } else { "" }));
    let posts = posts.collect::<Vec<_>>().join(" ");
    let total = feed.total().map(|total| format!(" of {total}"));
    let more = match (feed.is_fetching_next(), feed.has_next()) {
        (true, _) => " loading",
        (false, true) => " more",
        (false, false) => "",
    };
    let error = feed
        .query()
        .error()
        .map(|reason| format!(" ({})", reason.message));
    let next = {
        let feed = feed.clone();
        move |_| {
            feed.fetch_next();
            feed.fetch_next();
        }
    };
    let again = move |_| feed.query().refetch();
    let like = move |_| {
        like.run(5);
    };
    let delete = move |_| {
        delete.run(8);
    };
    html! {
        <>
            <p class="feed">{ posts }{ total }{ more }{ error }</p>
            <button class="next" onclick={next} />
            <button class="again" onclick={again} />
            <button class="like" onclick={like} />
            <button class="delete" onclick={delete} />
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct FeedProps {
    client: Client,
}

#[component]
fn FeedPage(props: &FeedProps) -> Html {
    html! { <OptimistProvider client={props.client.clone()}><List<Feed> /></OptimistProvider> }
}

#[component]
fn NumberedPage(props: &FeedProps) -> Html {
    html! { <OptimistProvider client={props.client.clone()}><List<Numbered> /></OptimistProvider> }
}

fn open() -> (Client, Shown<FeedPage>) {
    open_as()
}

fn open_as<C: BaseComponent<Properties = FeedProps>>() -> (Client, Shown<C>) {
    let client = Client::builder()
        .mutation::<Like>()
        .mutation::<Delete>()
        .build();
    let page = show::<C>(FeedProps {
        client: client.clone(),
    });
    (client, page)
}

fn click<C: BaseComponent>(page: &Shown<C>, class: &str) {
    let button = page.query_selector(class).ok().flatten();
    let button: HtmlElement = wasm_bindgen::JsCast::unchecked_into(button.expect("a button"));
    button.click();
}

fn reads() -> Vec<u32> {
    READ.take()
}

#[wasm_bindgen_test]
async fn a_feed_grows_page_by_page_and_each_page_is_read_once() {
    serve((1..=8).rev());
    let (client, page) = open();
    until(|| text(&page, ".feed") == "8 7 6 of 8 more").await;
    click(&page, ".next");
    until(|| text(&page, ".feed") == "8 7 6 5 4 3 of 8 more").await;
    click(&page, ".like");
    click(&page, ".delete");
    assert_eq!(
        text(&page, ".feed"),
        "8 7 6 5 4 3 of 8 more",
        "Yew draws a moment later"
    );
    until(|| text(&page, ".feed") == "7 6 5* 4 3 of 7 more").await;
    until(|| client.pending() == 0).await;
    click(&page, ".next");
    until(|| text(&page, ".feed") == "7 6 5* 4 3 2 1 of 7").await;
    click(&page, ".next");
    assert_eq!(
        reads(),
        [0, 5, 2],
        "what is changed is not read again, and no page twice"
    );
}

#[wasm_bindgen_test]
async fn where_pages_are_counted_a_removal_passes_over_nothing() {
    serve((1..=8).rev());
    let (client, page) = open_as::<NumberedPage>();
    until(|| text(&page, ".feed") == "8 7 6 of 8 more").await;
    click(&page, ".delete");
    until(|| text(&page, ".feed") == "7 6 of 7 more" && client.pending() == 0).await;
    click(&page, ".next");
    until(|| text(&page, ".feed") == "7 6 5 4 3 2 of 7 more").await;
    click(&page, ".next");
    until(|| text(&page, ".feed") == "7 6 5 4 3 2 1 of 7").await;
    assert_eq!(reads(), [1, 1, 2, 3], "it is read again once");
}

#[wasm_bindgen_test]
async fn all_pages_are_read_again_from_the_first_on_and_change_together() {
    serve((1..=8).rev());
    let (_client, page) = open();
    until(|| text(&page, ".feed") == "8 7 6 of 8 more").await;
    click(&page, ".next");
    until(|| text(&page, ".feed") == "8 7 6 5 4 3 of 8 more").await;
    reads();
    serve([9, 8, 6, 5, 4, 3, 2, 1].into_iter());
    click(&page, ".again");
    until(|| text(&page, ".feed") == "9 8 6 5 4 3 of 8 more").await;
    assert_eq!(reads(), [0, 5]);
}

#[wasm_bindgen_test]
async fn a_page_that_is_refused_leaves_the_others_and_can_be_asked_for_again() {
    serve((1..=5).rev());
    let (_client, page) = open();
    until(|| text(&page, ".feed") == "5 4 3 of 5 more").await;
    FAILS.set(true);
    click(&page, ".next");
    until(|| text(&page, ".feed") == "5 4 3 of 5 more (The feed is closed.)").await;
    FAILS.set(false);
    click(&page, ".next");
    until(|| text(&page, ".feed") == "5 4 3 2 1 of 5").await;
}

#[wasm_bindgen_test]
async fn a_list_that_is_read_ahead_is_there_when_it_is_shown() {
    serve((1..=5).rev());
    let (client, page) = open();
    drop(page);
    client.prefetch::<PagesOf<Feed>>(&());
    until(|| {
        client
            .view::<PagesOf<Feed>>(&())
            .is_some_and(|posts| posts.len() == 3)
    })
    .await;
    assert_eq!(PagesOf::<Feed>::key(&()).to_string(), "feed/()");
}
