//! What the schedules have reached: a generator that never gets somewhere proves nothing there.

macro_rules! reached {
    ($($name:ident: $text:literal,)*) => {
        /// How often each of the interesting situations came about.
        #[derive(Clone, Debug, Default)]
        pub(super) struct Reached {
            $(pub(super) $name: u64,)*
        }

        impl Reached {
            pub(super) fn add(&mut self, other: &Self) {
                $(self.$name += other.$name;)*
            }

            pub(super) fn all(&self) -> Vec<(&'static str, u64)> {
                vec![$(($text, self.$name),)*]
            }
        }
    };
}

reached! {
    issued: "operations on single items issued",
    bulk: "operations over many items issued",
    bulk_large: "operations over more than a hundred items issued",
    bulk_to_place: "operations that move many to a position issued",
    bulk_to_course: "operations that move many to another course issued",
    bulks_overlap: "an operation over many items issued while another is under way on one of them",
    cancelled_large: "an operation over more than a hundred items cancelled",
    moved: "a video moved to another course",
    move_refused: "a move to another course refused",
    moved_away: "a move to another course by another client heard of",
    opened_later: "the other course's page opened with operations under way",
    lost_answer: "a lost answer",
    lost_answer_in_bulk: "a lost answer inside a bulk",
    cut_in_chunk: "a batch's answer cut in the middle",
    split: "a batch found too large",
    refused: "refused",
    refused_while_waiting: "refused while another waits on the same item",
    refused_by_domain: "refused since another client deleted the item",
    corrected: "corrected by the server",
    event_before_answer: "event before its answer",
    answer_before_event: "answer before its event",
    event_lost: "an event lost",
    event_repeated: "an event repeated",
    reset: "an event stream that could not go on",
    stale_read: "stale read dropped",
    read_failed: "a read that failed",
    replaced: "an operation replaced while it waited",
    taken_up_again: "a replaced operation taken up again",
    cancelled_unsent: "cancelled before it was sent",
    cancelled_sent: "cancelled after it was sent, and never done",
    cancelled_done: "cancelled after it was sent, and done all the same",
    failed: "the retry budget spent",
    retried_refused: "a refused item tried again",
    retried_failed: "a failed item tried again",
    dismissed_failed: "a failed item given up",
    undo_in_flight: "undo while the delete is in flight",
    undo_later: "undo after the delete was done",
    reload_with_entries: "reload with entries in flight",
    reload_before_stored: "reload before an entry was stored",
    recorded_after_reload: "retry after restart found the recorded outcome",
    recorded: "retry found the recorded outcome",
    key_in_progress: "retry while the first try was still being done",
    timed_out: "a request given up",
    throttled: "a request throttled",
    paused: "an operation that waits for a new sign-in",
    clogged: "requests clogged and released",
    offline: "an operation issued while offline",
    restart: "the server restarted with requests in flight",
    restart_in_bulk: "the server restarted with a bulk in flight",
    optimism_off: "an operation issued with optimism off",
    storage_failed: "a storage that broke",
    late_effect: "a request that took effect after the client had given it up",
}
