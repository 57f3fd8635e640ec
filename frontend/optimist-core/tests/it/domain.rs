//! The toy domain: notes with two fields, a place in the list, and a soft and a hard delete.

use std::cmp::Reverse;

use optimist_core::{
    AnyCall, Call, ChangedBy, Correction, Effect, Entity, Footprint, Listing, Mutation, Placement,
    Policy, Query, QueryKey, QueryOptions, Reason, Repeat, Scope, Settle, Source, Timestamp,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Note {
    pub id: u32,
    pub title: String,
    pub done: bool,
    pub place: u32,
    pub archived: bool,
    /// Set by the server's word only.
    pub approved: bool,
}

impl Note {
    pub fn new(id: u32) -> Self {
        Self {
            id,
            title: format!("note {id}"),
            done: false,
            place: id * 10,
            archived: false,
            approved: false,
        }
    }
}

pub struct Notes;

impl Entity for Notes {
    type Item = Note;
    type Id = u32;
    const NAME: &'static str = "note";

    fn id(note: &Note) -> u32 {
        note.id
    }
}

/// What can be done to a note. The server does it by the same function as the client foresees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    Add(u32, &'static str),
    Title(u32, &'static str),
    Done(u32, bool),
    Place(u32, u32),
    Archived(u32, bool),
    Remove(u32),
    Approve(u32),
    /// Shares the scope of the order with all others of its kind.
    Sort(u32, u32),
}

impl Op {
    pub fn id(&self) -> u32 {
        match *self {
            Self::Add(id, _)
            | Self::Title(id, _)
            | Self::Done(id, _)
            | Self::Place(id, _)
            | Self::Archived(id, _)
            | Self::Remove(id)
            | Self::Approve(id)
            | Self::Sort(id, _) => id,
        }
    }

    pub fn optimistic(&self) -> bool {
        !matches!(self, Self::Approve(_))
    }

    /// The note after the operation; `Ok(None)`: it is gone.
    pub fn apply(&self, note: Option<&Note>) -> Result<Option<Note>, Reason> {
        if let Self::Add(id, title) = *self {
            return match note {
                Some(_) => Err(Reason::new("id-taken", "There is such a note already.")),
                None => Ok(Some(Note {
                    title: title.trim().to_owned(),
                    ..Note::new(id)
                })),
            };
        }
        let mut note = note
            .cloned()
            .ok_or_else(|| Reason::new("not-found", "There is no such note."))?;
        match *self {
            Self::Title(_, title) => note.title = title.to_owned(),
            Self::Done(_, done) => note.done = done,
            Self::Place(_, place) | Self::Sort(_, place) => note.place = place,
            Self::Archived(_, archived) => note.archived = archived,
            Self::Approve(_) => note.approved = true,
            Self::Remove(_) => return Ok(None),
            Self::Add(..) => {}
        }
        Ok(Some(note))
    }
}

/// Where an added note stands in a list as the server gave it.
pub fn placement(op: &Op) -> Option<Placement> {
    match op {
        Op::Add(id, _) if id % 3 == 1 => Some(Placement::First),
        Op::Add(id, _) if id % 3 == 2 => Some(Placement::Last),
        _ => None,
    }
}

/// A second server, which counts for itself.
pub const ELSEWHERE: Source = Source("elsewhere");

/// The same change at the second server.
pub struct SetElsewhere;

impl Mutation for SetElsewhere {
    type Entity = Notes;
    type Args = Op;
    const NAME: &'static str = "set-elsewhere";
    const REPEAT: Repeat = Repeat::WithKey;
    const SOURCE: Source = ELSEWHERE;

    fn target(op: &Op) -> u32 {
        op.id()
    }

    fn predict(op: &Op, note: Option<&Note>, _: Timestamp) -> Effect<Note> {
        let after = op.apply(note).ok().flatten();
        after.map_or(Effect::NotApplicable, Effect::Put)
    }
}

macro_rules! mutations {
    ($($(#[$about:meta])* $name:ident $text:literal $policy:ident $repeat:ident $footprint:expr;)*) => {
        $($(#[$about])* pub struct $name;

        impl Mutation for $name {
            type Entity = Notes;
            type Args = Op;
            const NAME: &'static str = $text;
            const POLICY: Policy = Policy::$policy;
            const REPEAT: Repeat = Repeat::$repeat;
            const STORED: bool = !matches!($text.as_bytes(), b"secret");

            fn target(op: &Op) -> u32 {
                op.id()
            }

            fn predict(op: &Op, note: Option<&ChangedBy<Self>>, _: Timestamp) -> Effect<Note> {
                match op.apply(note) {
                    Ok(Some(note)) => Effect::Put(note),
                    Ok(None) => Effect::Remove,
                    Err(_) => Effect::NotApplicable,
                }
            }

            fn footprint(_: &Op) -> Footprint {
                $footprint
            }

            fn placement(op: &Op, _: &QueryKey) -> Option<Placement> {
                placement(op)
            }

            fn invalidates(op: &Op) -> Vec<QueryKey> {
                match $text {
                    "pay" | "archive" => vec![QueryKey::new(["totals".into(), op.id().to_string()])],
                    _ => Vec::new(),
                }
            }

            fn scopes(op: &Op) -> Vec<Scope> {
                match op {
                    Op::Sort(..) => vec![Scope::named("order")],
                    _ => Vec::new(),
                }
            }

            fn correction(op: &Op, note: &Note) -> Option<Correction> {
                let Op::Title(_, wanted) = *op else { return None };
                (wanted != note.title).then(|| Correction {
                    field: "title".into(),
                    wanted: wanted.into(),
                    actual: note.title.clone(),
                    why: "Titles are kept without white space around them.".into(),
                })
            }
        })*

        /// The operation in a logged call.
        pub fn op_of(call: &dyn AnyCall) -> Op {
            let call = call.as_any();
            None$(.or_else(|| call.downcast_ref::<Call<$name>>().map(|call| call.args().clone())))*
                .or_else(|| call.downcast_ref::<Call<SetElsewhere>>().map(|call| call.args().clone()))
                .expect("a mutation of this domain")
        }
    };
}

mutations! {
    Add "add" Optimistic WithKey Footprint::Create;
    SetTitle "title" Optimistic WithKey Footprint::Field("title");
    SetDone "done" Optimistic WithKey Footprint::Field("done");
    SetPlace "place" Optimistic WithKey Footprint::Field("place");
    SetArchived "archive" Optimistic WithKey Footprint::Field("archived");
    Remove "remove" Optimistic WithKey Footprint::Remove;
    /// Waits for the server's word.
    Approve "approve" Confirmed WithKey Footprint::Alone;
    Sort "sort" Optimistic WithKey Footprint::Alone;
    /// At a server without keys: done once more by each request.
    Comment "comment" Optimistic Never Footprint::Create;
    Write "write" Optimistic Never Footprint::Field("title");
    /// The same, and the server can be asked whether it was done.
    WriteAsked "write-asked" Optimistic Ask Footprint::Field("title");
    /// A payment.
    Pay "pay" Confirmed Never Footprint::Alone;
    /// Not to be kept on the device.
    Secret "secret" Optimistic Never Footprint::Field("title");
    /// `PUT` and `DELETE`.
    Put "put" Optimistic Idempotent Footprint::Field("done");
    Delete "delete" Optimistic Idempotent Footprint::Remove;
}

macro_rules! queries {
    ($($(#[$about:meta])* $name:ident $text:literal $options:expr, $contains:expr;)*) => {
        $($(#[$about])* pub struct $name;

        impl Query for $name {
            type Entity = Notes;
            type Args = ();
            const NAME: &'static str = $text;
            const OPTIONS: QueryOptions = $options;

            fn listing((): &()) -> Listing<Note> {
                Listing::sorted(|a: &Note, b| a.place.cmp(&b.place)).only($contains)
            }
        })*

        /// What the server gives for a query.
        pub fn answers(query: &str, note: &Note) -> bool {
            $(if query.starts_with($text) { return $contains(note); })*
            false
        }
    };
}

const LASTING: QueryOptions = QueryOptions {
    stale_ms: u64::MAX,
    ..QueryOptions::DEFAULT
};

queries! {
    /// Every note.
    All "all" LASTING, |_: &Note| true;
    /// Every note that is not archived.
    Current "current" LASTING, |note: &Note| !note.archived;
    /// Every note, from an API without revisions.
    Plain "plain" QueryOptions { settle: Settle::ByRefetch, ..LASTING }, |_: &Note| true;
    /// Every note, stale after a second.
    Brief "brief" QueryOptions { stale_ms: 1_000, gc_ms: 5_000, ..QueryOptions::DEFAULT }, |_: &Note| true;
    /// Every note, read again every ten seconds.
    Polled "polled" QueryOptions { interval_ms: 10_000, ..LASTING }, |_: &Note| true;
}

/// So many notes are at the top.
pub const TOP: usize = 4;
/// What a further page of it has.
pub const PAGE: usize = 2;

/// The top of the notes, by rules that only the server knows.
pub fn top<'a>(notes: impl Iterator<Item = &'a Note>, count: usize) -> Vec<Note> {
    let mut top: Vec<Note> = notes.filter(|note| !note.archived).cloned().collect();
    top.sort_by_key(|note| (note.title.clone(), Reverse(note.id)));
    top.truncate(count);
    top
}

/// Is this a list as the server gives it?
pub fn is_top(query: &str) -> bool {
    query.starts_with(Top::NAME) || query.starts_with(PlainTop::NAME)
}

/// The top of the notes, as the server gives it.
pub struct Top;

impl Query for Top {
    type Entity = Notes;
    type Args = ();
    const NAME: &'static str = "top";
    const OPTIONS: QueryOptions = LASTING;
}

/// The same, from an API without revisions.
pub struct PlainTop;

impl Query for PlainTop {
    type Entity = Notes;
    type Args = ();
    const NAME: &'static str = "plain-top";
    const OPTIONS: QueryOptions = Plain::OPTIONS;
}
