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
    refused_by_condition: "refused since another client changed the field",
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
    late_effect: "a request that took effect after the client had given it up",
    storage_broke: "a storage that broke",
    storage_broke_writing: "a storage that broke with a write on its way",
    storage_late: "a storage that did not open in time",
    storage_recovered: "a storage that came back, as its user was told",
    storage_came_back: "a storage read again by the same page",
    issued_unread: "an operation issued before the storage was read, and without it",
    crash_before_told: "crash between a row on disk and its confirmation",
    crash_between_relation_and_send:
        "crash after a relation was stored and before its successor was sent",
    crash_rekeyed: "crash with an operation that was given another key",
    restored_carrier: "a row that stands for others read back",
    taken_up_after_reload: "a replaced operation taken up again after a reload",
    cancelled_carried: "cancelled while another operation stood for it",
    overtaken: "an operation found in the storage after a newer one on its item was sent",
    overtaken_refused: "such a one taken back",
    overtaken_done: "such a one found done",
    failed_overtaken: "such a one whose budget was spent",
    not_storable: "an operation that could not be stored",
    rekeyed: "an operation given another key",
    rekeyed_done: "re-keyed and then done",
    expired_for_good: "an expired key of an earlier page",
    server_clock_jumped: "the server's clock jumped with operations waiting",
    backed_up: "a backup made",
    put_back: "the server put back to an earlier state",
    put_back_again: "the server put back for another time",
    put_back_answers: "put back with an answer of the old history on its way",
    put_back_pending: "put back with a sent operation unanswered",
    answer_of_left_history: "an answer of a history that the server has left",
    event_of_left_history: "an event of a history that the server has left",
    late_request: "a request that reached the server after it was put back",
    stray: "a request that nobody waited for done in another history or page",
    history_changed: "a client that noticed another history",
    reset_by_history: "a stream that could not go on in another history",
    goes_on_in_another: "a stream that went on in another history",
    implausible: "an answer with a revision that no server comes to",
    elsewhere: "a request answered by something else",
    elsewhere_after: "a request done and then answered by something else",
    proxy_outage: "a whole outage by a proxy without a failed item",
    polled: "polled",
    polled_blocked: "polled because the stream could not be had",
    hidden_without_stream: "a page hidden while it had no stream",
    recovered: "a failed item done after all",
    retried_item: "one item of an operation over many tried again",
    dismissed_item: "one failed item of an operation over many given up",
}
