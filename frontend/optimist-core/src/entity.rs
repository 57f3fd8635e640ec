//! What an app tells the engine about its data: entities, queries and mutations, each a type.

use std::{
    fmt::{self, Write},
    hash::Hash,
    rc::Rc,
};

use crate::{
    ids::Source,
    listing::{Listing, Placement},
    outcome::Correction,
    time::Timestamp,
};

/// A kind of thing that has an id: a video, a to-do, an invoice.
///
/// Implement it for the item's own type, or for a marker type of yours where the item comes from
/// another crate. A plain value without an id is an entity whose `Id` is a constant.
pub trait Entity: 'static {
    /// The item's data.
    type Item: Clone + PartialEq + 'static;
    /// What tells two items apart.
    type Id: Clone + Eq + Ord + Hash + fmt::Display + 'static;
    /// The kind's name, unique in the app; scopes are written with it.
    const NAME: &'static str;

    /// An item's id.
    fn id(item: &Self::Item) -> Self::Id;
}

/// A query: which items of a kind it holds, and in which order.
///
/// Whatever holds an item shows every pending change to it, without being told of the mutation.
pub trait Query: Sized + 'static {
    /// The kind of item.
    type Entity: Entity;
    /// What tells two queries of this type apart; `()` where there is just one.
    type Args: Clone + PartialEq + fmt::Debug + 'static;
    /// The query's name: the first segment of its key.
    const NAME: &'static str;
    /// How long data are kept, when they are read again, and how often a read is retried.
    const OPTIONS: QueryOptions = QueryOptions::DEFAULT;
    /// The server whose revisions its data carry.
    const SOURCE: Source = Source::DEFAULT;

    /// The key: hierarchical, so that a prefix of it invalidates many queries at once.
    fn key(args: &Self::Args) -> QueryKey {
        QueryKey::new([Self::NAME.to_owned(), format!("{args:?}")])
    }

    /// Which items it shows, and in which order: as the server gave them, unless the client can say it.
    fn listing(args: &Self::Args) -> Listing<ItemOf<Self>> {
        let _ = args;
        Listing::served()
    }
}

/// The item that a query holds.
pub type ItemOf<Q> = <<Q as Query>::Entity as Entity>::Item;

/// A mutation: what an operation does to one item, and how it relates to others.
///
/// # The one rule for predictions
/// Confirmed data can contain an operation before its answer is heard. Applying a prediction to
/// data that contain it already must change nothing: it sets rather than flips, names the place
/// rather than the distance, and creates with a known id.
pub trait Mutation: Sized + 'static {
    /// The kind of item that it changes.
    type Entity: Entity;
    /// Its arguments: with the name, the whole of what is logged.
    type Args: Clone + 'static;
    /// The name, unique in the app, under which it is logged and sent.
    const NAME: &'static str;
    /// Raised when the meaning of stored arguments changes.
    const VERSION: u32 = 1;
    /// May its effect be shown before the server's word?
    const POLICY: Policy = Policy::Optimistic;
    /// May an operation be sent again that the server may have done already? Unless the mutation says
    /// so, it may not: that is safe with any API.
    const REPEAT: Repeat = Repeat::Never;
    /// Is an operation kept in the storage until the server has answered? `false` for what must not be
    /// on the device: passwords, card numbers. It is lost with the page.
    const STORED: bool = true;
    /// The server whose revisions its answers carry.
    const SOURCE: Source = Source::DEFAULT;

    /// The item that it changes.
    fn target(args: &Self::Args) -> <Self::Entity as Entity>::Id;

    /// What it does to `item` (`None`: there is none of this id). `at` is the time of issue.
    fn predict(
        args: &Self::Args,
        item: Option<&ChangedBy<Self>>,
        at: Timestamp,
    ) -> Effect<ChangedBy<Self>>;

    /// What of the item it changes: decides which waiting operations supersede each other.
    fn footprint(args: &Self::Args) -> Footprint {
        let _ = args;
        Footprint::Alone
    }

    /// Further scopes, besides the item's own, in which it must keep its place.
    fn scopes(args: &Self::Args) -> Vec<Scope> {
        let _ = args;
        Vec::new()
    }

    /// Where an item that it adds stands in a query whose list is as the server gave it
    /// ([`Listing::served`]), until that is read again; `None`: it shows with the next read.
    fn placement(args: &Self::Args, query: &QueryKey) -> Option<Placement> {
        let _ = (args, query);
        None
    }

    /// Other queries that it makes stale, by their keys or prefixes of them: of other kinds of items, sums,
    /// values that the server computes. Once nothing of the operation is under way, and something of it was
    /// done or is unsure, those that somebody looks at are read again, each once; the others are read at
    /// the next look. (Queries that hold its item need not be named.) Only with the feature `unversioned`.
    ///
    /// ```
    /// # use optimist_core::{Effect, Entity, Mutation, QueryKey, Timestamp};
    /// # #[derive(Clone, PartialEq)] struct Comment { id: u32, post: u32, text: String }
    /// # impl Entity for Comment {
    /// #     type Item = Comment; type Id = u32; const NAME: &'static str = "comment";
    /// #     fn id(comment: &Comment) -> u32 { comment.id }
    /// # }
    /// struct AddComment;
    ///
    /// impl Mutation for AddComment {
    ///     type Entity = Comment;
    ///     type Args = Comment;
    ///     const NAME: &'static str = "add-comment";
    ///
    ///     fn target(comment: &Comment) -> u32 { comment.id }
    ///     fn predict(comment: &Comment, _: Option<&Comment>, _: Timestamp) -> Effect<Comment> {
    ///         Effect::Put(comment.clone())
    ///     }
    ///     fn invalidates(comment: &Comment) -> Vec<QueryKey> {
    ///         // The post counts its comments.
    ///         vec![QueryKey::new(["post".to_owned(), comment.post.to_string()])]
    ///     }
    /// }
    /// ```
    fn invalidates(args: &Self::Args) -> Vec<QueryKey> {
        let _ = args;
        Vec::new()
    }

    /// How the server's item, right after the operation, differs from what was predicted.
    fn correction(args: &Self::Args, actual: &ChangedBy<Self>) -> Option<Correction> {
        let _ = (args, actual);
        None
    }

    /// About how many bytes it takes in a request, for splitting large batches.
    fn weight(args: &Self::Args) -> usize {
        let _ = args;
        128
    }
}

/// The item that a mutation changes.
pub type ChangedBy<M> = <<M as Mutation>::Entity as Entity>::Item;

/// What an operation does to an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect<T> {
    /// The item is this from now on.
    Put(T),
    /// The item is gone.
    Remove,
    /// It does not fit the item as it is. It stays in the log and is sent; the server decides.
    NotApplicable,
}

/// May a mutation's effect be shown before the server's word?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Shown at once, and taken back exactly where the server refuses.
    Optimistic,
    /// Shown only when the server has confirmed it; until then the item is known to be pending.
    /// For what needs the server's word: payments, values that the server makes, security, work
    /// of several steps.
    Confirmed,
}

/// May an operation be sent again that the server may have done already: after a time-out, a lost
/// answer, an error of the server, a reload?
///
/// What may not be sent again is *unsure* then ([`ItemState::Unsure`](crate::ItemState::Unsure)): it
/// stays shown, the user is told, and it waits for a late answer or for a [`Verdict`](crate::Verdict).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Never: each request does the deed once more. The default, since it takes nothing for granted.
    Never,
    /// Never; but the app can ask the server what became of it, without doing it.
    Ask,
    /// Yes, as long as nobody takes it back: doing it twice leaves the same as doing it once. `PUT` of
    /// a whole, `DELETE`. (What it gives back may differ: a second `DELETE` may find nothing.)
    Idempotent,
    /// Yes: the server keeps the operation's key with its outcome, and answers a repeat as the first
    /// time. Also what was taken back is asked for by its key.
    WithKey,
}

/// Are there operations that the server knows by no key?
pub(crate) const KEYLESS: bool = cfg!(feature = "keyless");

/// Are there queries that are read in parts?
pub(crate) const PAGES: bool = cfg!(feature = "pages");
/// Are there answers without a revision, from which queries may learn?
pub(crate) const UNVERSIONED: bool = cfg!(feature = "unversioned");

impl Repeat {
    /// Is it [`WithKey`](Self::WithKey)? Without the feature `keyless` all are.
    pub const fn is_keyed(self) -> bool {
        !KEYLESS || matches!(self, Self::WithKey)
    }

    /// Is it never sent again once the server may have done it?
    pub(crate) const fn is_once(self) -> bool {
        KEYLESS && matches!(self, Self::Never | Self::Ask)
    }
}

/// What of its item a mutation changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Footprint {
    /// Unlike any other: no operation supersedes it, and none across it supersedes another.
    Alone,
    /// It sets this field: a later one of the same field supersedes it while it waits.
    Field(&'static str),
    /// It creates the item.
    Create,
    /// It removes the item for good: waiting changes before it are dropped, and with a waiting
    /// creation both vanish. (Where a removal can be undone, make it a [`Footprint::Field`]
    /// instead: what is brought back then has its last edits.)
    Remove,
}

/// Operations that share a scope go out one after another; others go out in parallel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(Rc<str>);

impl Scope {
    /// The scope of one item.
    pub fn of<E: Entity>(id: &E::Id) -> Self {
        // Room for most: a text that grows is moved again and again.
        let mut text = String::with_capacity(64);
        let _ = write!(text, "{}/{id}", E::NAME);
        Self(text.into())
    }

    /// A scope of the app's own, such as `"order-of/c1"`.
    pub fn named(name: &str) -> Self {
        Self(name.into())
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A query's key: segments from the general to the particular.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryKey(Rc<[String]>);

impl QueryKey {
    /// A key, or a prefix of keys.
    pub fn new(segments: impl IntoIterator<Item = String>) -> Self {
        Self(segments.into_iter().collect())
    }

    /// Does this key begin with all segments of `prefix`?
    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.0.starts_with(&prefix.0)
    }
}

impl fmt::Display for QueryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

/// When a query's data are read, read again, and forgotten. All times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryOptions {
    /// Data younger than this are not read again without a reason. `u64::MAX`: never stale of
    /// itself.
    pub stale_ms: u64,
    /// How long data are kept when nobody looks at them.
    pub gc_ms: u64,
    /// How often a failed read is tried again before the query is in error.
    pub retries: u32,
    /// Read again every so often while somebody looks; 0 for never.
    pub interval_ms: u64,
    /// Read stale data again when the window gets the focus.
    pub on_focus: bool,
    /// Read stale data again when the connection is back.
    pub on_reconnect: bool,
    /// How answered operations leave the log.
    pub settle: Settle,
}

impl QueryOptions {
    /// Stale at once, kept for five minutes, three retries, read again on focus and reconnect,
    /// settled by revision.
    pub const DEFAULT: Self = Self {
        stale_ms: 0,
        gc_ms: 5 * 60 * 1_000,
        retries: 3,
        interval_ms: 0,
        on_focus: true,
        on_reconnect: true,
        settle: Settle::ByRevision,
    };
}

/// When an answered operation is part of a query's confirmed data, so that the log may forget it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settle {
    /// When data at or past the answer's revision have arrived: by the event stream, by a read,
    /// or in the answer itself.
    ByRevision,
    /// When a read that started after the answer has succeeded: for an API without revisions.
    ByRefetch,
}
