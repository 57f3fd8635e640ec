//! Which of several pages over one storage sends, and whether it still lives. Its only owner, [`Tabs`],
//! knows no entries.
//!
//! All pages hold the whole log, as the storage has it. One of them, the *sender*, sends it: the page
//! that holds a lock, which the browser gives to the next page when the sender ends. A page can also be
//! frozen and keep the lock. A follower with something to be sent therefore asks now and then whether
//! the sender is there, and takes the lock when it is not.
//!
//! The lock saves work; it keeps nobody right. Two pages that both take themselves for the sender send
//! the same entries under the same idempotency keys.

mod message;

pub use message::{EntryEnd, Standing, TabMessage, Verdict};

use crate::{alarms::Alarm, context::Context, io::Output, time::Moment};

/// A follower asks for the sender so often, in milliseconds.
const PING_MS: u64 = 2_000;
/// After so many questions without an answer the sender is taken for frozen.
const UNANSWERED: u32 = 5;
/// The lock is taken away at most so often, in milliseconds: a page that hears nobody would otherwise
/// do so again and again.
const TAKE_AGAIN_MS: u64 = 60_000;

/// What a page does with the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It sends the log.
    Sender,
    /// It shows the log, and another page sends it.
    Follower,
}

pub(crate) struct Tabs {
    role: Role,
    /// Questions in a row that nobody has answered.
    unanswered: u32,
    taken_at: Option<Moment>,
}

impl Tabs {
    /// A page that shares its storage follows until it is given the lock.
    pub(crate) fn new(shared: bool) -> Self {
        Self {
            role: match shared {
                true => Role::Follower,
                false => Role::Sender,
            },
            unanswered: 0,
            taken_at: None,
        }
    }

    pub(crate) fn role(&self) -> Role {
        self.role
    }

    /// The browser has given the lock, or taken it away. Returns whether that is news.
    pub(crate) fn set_role(&mut self, cx: &mut Context, role: Role) -> bool {
        self.heard(cx);
        std::mem::replace(&mut self.role, role) != role
    }

    /// While something is to be sent by the sender, it is asked whether it is there.
    pub(crate) fn expect_sender(&mut self, cx: &mut Context, something: bool) {
        let asks = cx.alarms.is_set(&Alarm::Ping);
        if something && !asks {
            Self::ping_later(cx);
        } else if !something && asks {
            self.heard(cx);
        }
    }

    /// The sender has said something.
    pub(crate) fn heard(&mut self, cx: &mut Context) {
        self.unanswered = 0;
        cx.alarms.clear(&Alarm::Ping);
    }

    /// It is time to ask for the sender, or to take its place.
    pub(crate) fn ping(&mut self, cx: &mut Context) {
        if self.role == Role::Sender {
            return;
        }
        let recently = self.taken_at.map(|at| cx.now.since(at) < TAKE_AGAIN_MS);
        if self.unanswered >= UNANSWERED && recently != Some(true) {
            self.unanswered = 0;
            self.taken_at = Some(cx.now);
            cx.push(Output::TakeLock);
        } else {
            self.unanswered += 1;
            cx.tell(TabMessage::Ping);
        }
        Self::ping_later(cx);
    }

    /// At moments of its own, so that of several followers one takes the lock first.
    fn ping_later(cx: &mut Context) {
        let wait = PING_MS + cx.rng.at_most(PING_MS / 8);
        cx.alarm_in(wait, Alarm::Ping);
    }
}
