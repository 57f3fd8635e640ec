//! How an operation that was issued here ends.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use futures::channel::oneshot;
use optimist_core::{Event, ItemState, Operation, OperationId, Reason};
use yew::Callback;

use crate::{Client, Subscription};

/// What has become of an operation, for whoever has issued it.
///
/// Of an operation over many items it is the first reason that needs the user; what has become of each tells
/// [`Operation::items`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Run {
    /// None was issued; or it was over at once, together with what it undid; or it is known no more.
    #[default]
    Idle,
    /// It waits, or is under way.
    Pending,
    /// It was done.
    Done,
    /// The server refused it: its effect is taken back.
    Refused(Reason),
    /// Its outcome could not be learned: its effect is still shown, and it can be
    /// [tried again](Client::retry).
    Failed(Reason),
    /// It may have been done, and is not sent again: see [`Client::settle`].
    Unsure(Reason),
    /// It was taken back before it was done.
    Cancelled,
}

impl Run {
    /// Does it wait, or is it under way?
    pub fn is_pending(&self) -> bool {
        *self == Self::Pending
    }

    /// Why it was refused, has failed or is unsure.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Refused(reason) | Self::Failed(reason) | Self::Unsure(reason) => Some(reason),
            Self::Idle | Self::Pending | Self::Done | Self::Cancelled => None,
        }
    }

    fn of(known: &Operation) -> Self {
        let counts = known.counts();
        if counts.under_way() > 0 {
            return Self::Pending;
        }
        let Some((_, item, reason)) = known.need_user().next() else {
            return match counts.cancelled == counts.total {
                true => Self::Cancelled,
                false => Self::Done,
            };
        };
        let reason = reason.clone();
        match item.state() {
            ItemState::Unsure(_) => Self::Unsure(reason),
            ItemState::Failed(_) => Self::Failed(reason),
            _ => Self::Refused(reason),
        }
    }
}

/// Follows one operation.
pub(crate) struct Watch {
    run: Rc<RefCell<Run>>,
    _subscriptions: [Subscription; 2],
}

impl Watch {
    /// From now on `changed` is called whenever the operation has come to another state.
    pub(crate) fn new(client: &Client, id: OperationId, changed: Callback<Run>) -> Self {
        let first = client.operation(id, Run::of).unwrap_or_default();
        let run = Rc::new(RefCell::new(first));
        let set = {
            let run = Rc::downgrade(&run);
            move |next: Run| tell(&run, next, &changed)
        };
        let look = {
            let (client, set) = (client.downgrade(), set.clone());
            move |()| {
                // A known one that is forgotten has ended as it was last told.
                let known = client
                    .upgrade()
                    .and_then(|client| client.operation(id, Run::of));
                known.into_iter().for_each(&set);
            }
        };
        let asked = client.downgrade();
        let is_forgotten = move || {
            let client = asked.upgrade();
            client.is_some_and(|client| client.operation(id, |_| ()).is_none())
        };
        let hear = move |event: Event| match event {
            Event::Finished {
                operation, counts, ..
            } if operation == id && counts.done == counts.total => set(Run::Done),
            // Of many, the others may still be under way.
            Event::Cancelled { operation, .. } if operation == id && is_forgotten() => {
                set(Run::Cancelled);
            }
            _ => {}
        };
        Self {
            run,
            _subscriptions: [
                client.on_event_too(hear.into()),
                client.on_operations(look.into()),
            ],
        }
    }

    /// What has become of it.
    pub(crate) fn run(&self) -> Run {
        self.run.borrow().clone()
    }
}

fn tell(run: &Weak<RefCell<Run>>, next: Run, changed: &Callback<Run>) {
    let Some(run) = run.upgrade() else {
        return;
    };
    if *run.borrow() != next {
        run.replace(next.clone());
        changed.emit(next);
    }
}

impl Client {
    /// Waits until an operation is no longer under way, and tells what has become of it. It waits as long as
    /// the operation does: without a connection, or a sign-in. What happens from this call on is known, whenever
    /// the future is awaited.
    pub fn ended(&self, operation: OperationId) -> impl Future<Output = Run> + use<> {
        let (sender, ended) = oneshot::channel();
        let sender = RefCell::new(Some(sender));
        let changed = move |run: Run| {
            if !run.is_pending()
                && let Some(sender) = sender.take()
            {
                // Who waited may be gone.
                let _ = sender.send(run);
            }
        };
        let watch = Watch::new(self, operation, changed.into());
        async move {
            match watch.run() {
                Run::Pending => ended.await.unwrap_or(Run::Pending),
                run => run,
            }
        }
    }
}
