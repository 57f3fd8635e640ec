//! The desk of a course: everything that an author can do there. It always works on what is shown
//! at that moment, so that several actions within one moment each see the one before.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use optimist::{Call, Client, Event, Item, List, OperationId};
use shared::{CourseId, Operation, Rank, Video, VideoId, predict::checked_title};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use yew::UseForceUpdateHandle;
use yewdux::Dispatch;

use super::history::History;
use crate::{
    components::format,
    feedback::{About, Feedback, Offer, Step, ToastKind, Verb},
    mutations::{Change, ChangeVideo},
    queries::CourseVideos,
};

/// A handle to the desk; all clones are one desk.
#[derive(Clone)]
pub struct Desk {
    inner: Rc<Inner>,
}

impl PartialEq for Desk {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

struct Inner {
    client: Client,
    course: CourseId,
    store: Dispatch<Feedback>,
    history: RefCell<History>,
    draft: RefCell<Option<Draft>>,
    reveal: Cell<Option<(VideoId, u64)>>,
    render: UseForceUpdateHandle,
    /// Events that were told since the page was last drawn.
    heard: RefCell<Vec<Event>>,
}

/// A title that is being edited.
struct Draft {
    id: VideoId,
    text: Rc<str>,
}

impl Desk {
    /// The desk of a course. `render` draws its page again.
    pub fn new(
        client: Client,
        course: CourseId,
        store: Dispatch<Feedback>,
        render: UseForceUpdateHandle,
    ) -> Self {
        let inner = Inner {
            client,
            course,
            store,
            history: RefCell::default(),
            draft: RefCell::default(),
            reveal: Cell::default(),
            render,
            heard: RefCell::default(),
        };
        Self {
            inner: Rc::new(inner),
        }
    }

    /// The library's client.
    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    /// What the user is told and has chosen.
    pub fn store(&self) -> &Dispatch<Feedback> {
        &self.inner.store
    }

    /// The videos as they are shown now.
    pub fn videos(&self) -> List<Video> {
        self.inner
            .client
            .view::<CourseVideos>(&self.inner.course)
            .unwrap_or_default()
    }

    /// A video and its place, if it is shown now.
    pub fn find(&self, id: VideoId) -> Option<(usize, Rc<Video>)> {
        let videos = self.videos();
        let found = videos.iter().enumerate().find(|(_, video)| video.id == id);
        found.map(|(at, video)| (at, video.clone()))
    }

    /// A video's name, also when it is no longer shown.
    pub fn name_of(&self, id: VideoId) -> Rc<str> {
        if let Some((_, video)) = self.find(id) {
            return video.title.as_str().into();
        }
        self.inner
            .history
            .borrow()
            .name_of(id)
            .unwrap_or("A video")
            .into()
    }

    /// The title that is being edited, if it is this video's.
    pub fn draft_of(&self, id: VideoId) -> Option<Rc<str>> {
        let draft = self.inner.draft.borrow();
        draft
            .as_ref()
            .filter(|draft| draft.id == id)
            .map(|draft| draft.text.clone())
    }

    /// The video to bring into sight, with a number that makes a repetition new.
    pub fn reveal(&self) -> Option<(VideoId, u64)> {
        self.inner.reveal.get()
    }

    /// Begins to edit a title; another one that is being edited is saved first.
    pub fn edit(&self, id: VideoId) {
        if self.commit()
            && let Some((_, video)) = self.find(id)
        {
            let text = video.title.as_str().into();
            self.inner.draft.replace(Some(Draft { id, text }));
            self.inner.render.force_update();
        }
    }

    /// The title as it is typed.
    pub fn type_title(&self, id: VideoId, text: &str) {
        if let Some(draft) = self
            .inner
            .draft
            .borrow_mut()
            .as_mut()
            .filter(|draft| draft.id == id)
        {
            draft.text = text.into();
        }
    }

    /// Gives up what was typed.
    pub fn give_up(&self, id: VideoId) {
        if self.draft_of(id).is_some() {
            self.inner.draft.replace(None);
            self.inner.render.force_update();
        }
    }

    /// Saves the title that is being edited, if there is one. An impossible title stays open, with
    /// what is wrong told at the field, and this tells `false`.
    pub fn commit(&self) -> bool {
        let Some((id, text)) = self
            .inner
            .draft
            .borrow()
            .as_ref()
            .map(|draft| (draft.id, draft.text.clone()))
        else {
            return true;
        };
        if checked_title(&text).is_err() {
            return false;
        }
        self.inner.draft.replace(None);
        self.inner.render.force_update();
        let before = self.find(id).map(|(_, video)| video.title.clone());
        if before.as_deref() != Some(text.trim()) {
            let operation = Operation::Rename {
                id,
                title: text.to_string(),
            };
            let back = before.map(|title| Operation::Rename { id, title }.into());
            self.change(operation, "rename", back);
        }
        true
    }

    /// Adds a video at the end.
    pub fn add(&self, title: String, duration_seconds: i64) {
        let id = VideoId(Uuid::from_u128(self.inner.client.new_id()));
        let videos = self.videos();
        let last = videos
            .len()
            .checked_sub(1)
            .and_then(|last| videos.get(last));
        let rank = Rank::between(last.map(|video| &video.rank), None);
        let course_id = self.inner.course.clone();
        let label = format!("add {}", format::quoted(&title));
        let add = Operation::Add {
            id,
            course_id,
            title,
            duration_seconds,
            rank,
        };
        self.issue(
            vec![add.into()],
            &label,
            vec![Operation::Delete { id }.into()],
        );
        self.show(id);
    }

    /// Shows a video to learners, or hides it.
    pub fn publish(&self, id: VideoId, published: bool) {
        let back = Operation::SetPublished {
            id,
            published: !published,
        };
        let verb = if published { "publish" } else { "unpublish" };
        self.change(
            Operation::SetPublished { id, published },
            verb,
            Some(back.into()),
        );
    }

    /// Deletes a video, and offers to take that back.
    pub fn delete(&self, id: VideoId) {
        let Some((_, video)) = self.find(id) else {
            return;
        };
        if self.inner.store.get().selection.contains(&id) {
            self.inner
                .store
                .reduce_mut(|store| store.selection.toggle(id));
        }
        let what: Rc<str> = format::quoted(&video.title).into();
        let back = Change {
            operation: Operation::Restore { id },
            was: Some((*video).clone()),
        };
        let operation = self.change(Operation::Delete { id }, "delete", Some(back));
        self.inner.store.reduce_mut(|store| {
            store.toasts.deleted(Step {
                operation,
                what: what.clone(),
                count: 1,
            });
            store.say(format!("{what} deleted"));
        });
    }

    /// Moves a video by so many places, down or up.
    pub fn shift(&self, id: VideoId, by: isize) {
        if let Some((at, _)) = self.find(id) {
            self.move_to(id, at.saturating_add_signed(by));
        }
    }

    /// Moves a video to a place, counted from 0.
    pub fn move_to(&self, id: VideoId, to: usize) {
        let Some((at, video)) = self.find(id) else {
            return;
        };
        let videos = self.videos();
        let to = to.min(videos.len() - 1);
        if to == at {
            return;
        }
        // The neighbours at the new place, in the list without the video itself.
        let other = |place: usize| videos.get(if place < at { place } else { place + 1 });
        let low = to.checked_sub(1).and_then(other).map(|video| &video.rank);
        let high = other(to).map(|video| &video.rank);
        let Some(rank) = Rank::between(low, high) else {
            self.inner.store.reduce_mut(|store| {
                let text = format!(
                    "{} cannot be moved there: move one of its new neighbours first.",
                    format::quoted(&video.title)
                );
                store.toasts.show(ToastKind::Failure, &text, None);
                store.say(text);
            });
            return;
        };
        let back = Operation::Move {
            id,
            rank: video.rank.clone(),
        };
        self.change(Operation::Move { id, rank }, "move", Some(back.into()));
        self.inner.store.reduce_mut(|store| {
            store.say(format!(
                "{} moved to position {}",
                format::quoted(&video.title),
                to + 1
            ));
        });
        self.show(id);
    }

    /// Does one operation to all videos that are chosen.
    pub fn bulk(&self, verb: Verb) {
        let store = self.inner.store.get();
        let videos = self.videos();
        let chosen: Vec<&Rc<Video>> = videos
            .iter()
            .filter(|video| store.selection.contains(&video.id))
            .collect();
        if chosen.is_empty() {
            return;
        }
        let count = chosen.len();
        let published = verb == Verb::Publish;
        let (changes, back): (Vec<Change>, Vec<Change>) = chosen
            .into_iter()
            .map(|video| {
                let id = video.id;
                if verb == Verb::Delete {
                    let was = Some((**video).clone());
                    let restore = Change {
                        operation: Operation::Restore { id },
                        was,
                    };
                    (Operation::Delete { id }.into(), restore)
                } else {
                    let before = Operation::SetPublished {
                        id,
                        published: video.published,
                    };
                    (
                        Operation::SetPublished { id, published }.into(),
                        before.into(),
                    )
                }
            })
            .unzip();
        let what: Rc<str> = format::counted(count, "video").into();
        let operation = self.issue(changes, &format!("{what} {}", verb.done()), back);
        self.inner.store.reduce_mut(|store| {
            store.bulks.show(operation, verb, count);
            if verb == Verb::Delete {
                store.selection.clear();
                store.toasts.deleted(Step {
                    operation,
                    what: what.clone(),
                    count,
                });
            }
            store.say(format!("{} {what}", verb.doing()));
        });
    }

    /// Takes the newest step back.
    pub fn undo(&self) {
        let back = self.inner.history.borrow_mut().take_newest();
        self.take_back(back.unwrap_or_default());
    }

    /// Takes these operations back.
    pub fn undo_all(&self, operations: &[OperationId]) {
        let back = self.inner.history.borrow_mut().take(operations);
        self.take_back(back);
    }

    /// Can this operation be taken back?
    pub fn can_undo(&self, operation: OperationId) -> bool {
        self.inner.history.borrow().has(operation)
    }

    /// Tries again what failed in an operation.
    pub fn retry(&self, operation: OperationId) {
        self.inner
            .history
            .borrow_mut()
            .set_refused(operation, false);
        self.inner.store.reduce_mut(|store| {
            store.failures.forget_operation(operation);
            store.toasts.retried(operation);
        });
        self.inner.client.retry(operation);
        self.tell_newest();
    }

    /// Tries again what failed with one video, also where that was one of many.
    pub fn retry_video(&self, id: VideoId) {
        let Some(failure) = self.inner.store.get().failures.get(&id).cloned() else {
            return;
        };
        let again = self.inner.client.operation(failure.operation, |operation| {
            let mut items = operation.items().iter();
            let item = items.find(|item| change_of(item).operation_id() == Some(id))?;
            (operation.items().len() > 1).then(|| change_of(item).0.cloned())?
        });
        match again.flatten() {
            Some(change) => {
                self.inner
                    .store
                    .reduce_mut(|store| store.failures.forget(&id));
                self.inner.client.mutate::<ChangeVideo>(change);
            }
            None => self.retry(failure.operation),
        }
    }

    /// Lets be what failed in an operation.
    pub fn dismiss(&self, operation: OperationId) {
        self.inner.store.reduce_mut(|store| {
            store.failures.forget_operation(operation);
            store.toasts.retried(operation);
            store.bulks.dismiss(operation);
        });
        self.inner.client.dismiss(operation);
    }

    /// Lets be what failed with one video.
    pub fn dismiss_video(&self, id: VideoId) {
        let Some(failure) = self.inner.store.get().failures.get(&id).cloned() else {
            return;
        };
        self.inner
            .store
            .reduce_mut(|store| store.failures.forget(&id));
        if self
            .inner
            .store
            .get()
            .bulks
            .get(failure.operation)
            .is_none()
        {
            self.inner
                .store
                .reduce_mut(|store| store.toasts.retried(failure.operation));
            self.inner.client.dismiss(failure.operation);
        }
    }

    /// Takes what an offer gives.
    pub fn accept(&self, offer: &Offer) {
        match offer {
            Offer::Undo(steps) => {
                let operations: Vec<OperationId> =
                    steps.iter().map(|step| step.operation).collect();
                self.undo_all(&operations);
            }
            Offer::Retry(operation) => self.retry(*operation),
        }
    }

    /// Tells the user of an event in an operation's life: together with others of the same moment,
    /// and before the page is drawn for them.
    pub fn hear(&self, event: Event) {
        let first = self.inner.heard.borrow().is_empty();
        self.inner.heard.borrow_mut().push(event);
        if first {
            let desk = self.clone();
            spawn_local(async move { desk.tell() });
        }
    }

    fn tell(&self) {
        let events = self.inner.heard.take();
        self.inner.store.reduce_mut(|store| {
            for event in &events {
                if let Event::Refused { operation, .. } = event
                    && store.bulks.get(*operation).is_none()
                {
                    self.inner
                        .history
                        .borrow_mut()
                        .set_refused(*operation, true);
                }
                let shown: Vec<(OperationId, Verb)> = store
                    .bulks
                    .iter()
                    .map(|bulk| (bulk.id, bulk.verb))
                    .collect();
                store.fold(event, |operation, video| {
                    self.about(&shown, operation, video)
                });
            }
            store.undo = self.inner.history.borrow().newest();
        });
    }

    fn about(
        &self,
        shown: &[(OperationId, Verb)],
        operation: OperationId,
        video: Option<VideoId>,
    ) -> About {
        let known = shown
            .iter()
            .find(|(id, _)| *id == operation)
            .map(|(_, verb)| *verb);
        let (verb, many) = match known {
            Some(verb) => (verb, true),
            None => self
                .verb_of(operation, video)
                .unwrap_or((Verb::Rename, false)),
        };
        let name = video.map_or_else(|| "".into(), |id| self.name_of(id));
        About {
            name,
            verb,
            bulk: many,
        }
    }

    /// What an operation does to one of its videos, and whether it has many.
    pub fn verb_of(&self, id: OperationId, video: Option<VideoId>) -> Option<(Verb, bool)> {
        self.inner
            .client
            .operation(id, |operation| {
                let mut items = operation.items().iter();
                let item = match video {
                    Some(video) if operation.items().len() > 1 => {
                        items.find(|item| change_of(item).operation_id() == Some(video))?
                    }
                    _ => items.next()?,
                };
                Some((
                    verb(&change_of(item).0?.operation),
                    operation.items().len() > 1,
                ))
            })
            .flatten()
    }

    fn change(&self, operation: Operation, verb: &str, back: Option<Change>) -> OperationId {
        let name = self.name_of(operation.id());
        let label = format!("{verb} {}", format::quoted(&name));
        self.issue(vec![operation.into()], &label, back.into_iter().collect())
    }

    fn issue(&self, changes: Vec<Change>, label: &str, back: Vec<Change>) -> OperationId {
        self.handled(&changes);
        let operation = self.inner.client.mutate_all::<ChangeVideo>(changes);
        if !back.is_empty() {
            self.inner.history.borrow_mut().push(operation, label, back);
            self.tell_newest();
        }
        operation
    }

    /// Who acts on a video again has handled that its last change was refused.
    fn handled(&self, changes: &[Change]) {
        let store = self.inner.store.get();
        for change in changes {
            let id = change.operation.id();
            let Some(failure) = store.failures.get(&id) else {
                continue;
            };
            let refused = self.inner.client.operation(failure.operation, |operation| {
                let counts = operation.counts();
                (counts.failed == 0, counts.total)
            });
            if refused.is_none_or(|(refused, _)| refused) {
                self.inner
                    .store
                    .reduce_mut(|store| store.failures.forget(&id));
                if refused.is_some_and(|(_, total)| total == 1) {
                    self.inner.client.dismiss(failure.operation);
                }
            }
        }
    }

    fn take_back(&self, back: Vec<Change>) {
        self.tell_newest();
        let Some(first) = back.first() else { return };
        let (count, verb, id) = (back.len(), verb(&first.operation), first.operation.id());
        self.handled(&back);
        let operation = self.inner.client.mutate_all::<ChangeVideo>(back);
        self.inner.store.reduce_mut(|store| {
            let offered = store.toasts.iter().find(|toast| match &toast.offer {
                Some(Offer::Undo(steps)) => !steps.iter().any(|step| self.can_undo(step.operation)),
                _ => false,
            });
            if let Some(number) = offered.map(|toast| toast.number) {
                store.toasts.dismiss(number);
            }
            if count > 1 {
                store.bulks.show(operation, verb, count);
            }
            store.say("Undone");
        });
        if count == 1 {
            self.show(id);
        }
    }

    fn show(&self, id: VideoId) {
        let number = self.inner.reveal.get().map_or(0, |(_, number)| number);
        self.inner.reveal.set(Some((id, number + 1)));
        self.inner.render.force_update();
    }

    fn tell_newest(&self) {
        let newest = self.inner.history.borrow().newest();
        self.inner.store.reduce_mut(|store| store.undo = newest);
    }
}

/// What an operation does, in a word.
pub fn verb(operation: &Operation) -> Verb {
    match operation {
        Operation::Add { .. } => Verb::Add,
        Operation::Rename { .. } => Verb::Rename,
        Operation::SetDuration { .. } => Verb::SetDuration,
        Operation::Move { .. } => Verb::Move,
        Operation::Delete { .. } => Verb::Delete,
        Operation::Restore { .. } => Verb::Restore,
        Operation::SetPublished {
            published: true, ..
        } => Verb::Publish,
        Operation::SetPublished {
            published: false, ..
        } => Verb::Unpublish,
    }
}

/// What an item asks for, if it is a change of a video.
struct ChangeOf<'a>(Option<&'a Change>);

impl ChangeOf<'_> {
    fn operation_id(&self) -> Option<VideoId> {
        self.0.map(|change| change.operation.id())
    }
}

fn change_of(item: &Item) -> ChangeOf<'_> {
    ChangeOf(
        item.call
            .as_any()
            .downcast_ref::<Call<ChangeVideo>>()
            .map(|call| &call.args),
    )
}
