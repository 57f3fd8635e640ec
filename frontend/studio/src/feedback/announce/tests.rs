//! What the user is told of events.

use optimist::Key;

use super::{super::UndoOffer, *};

const OPERATION: OperationId = OperationId(Key(1));
const VIDEO: &str = "00000000-0000-0000-0000-000000000007";

/// Of one delete everything is known.
struct Delete {
    counts: Counts,
    conflicts: usize,
}

impl Known for Delete {
    fn describe(&self, _: OperationId, _: VideoId) -> Description {
        Description {
            name: "Traits".into(),
            verb: Some(Verb::Delete),
            to: None,
            counts: Some(self.counts),
            conflict: false,
        }
    }

    fn conflicts(&self, _: OperationId) -> usize {
        self.conflicts
    }

    fn went(&self, _: OperationId) -> Option<String> {
        None
    }

    fn done(&self, _: OperationId) -> Option<String> {
        Some("“Traits” deleted".to_owned())
    }
}

fn folded(bulk: bool, counts: Counts, events: &[Event]) -> Feedback {
    let mut feedback = Feedback::default();
    if bulk {
        feedback.bulks.show(OPERATION, Verb::Delete, 100, 0.0);
    }
    for event in events {
        let conflicts = 0;
        feedback.fold(event, &Delete { counts, conflicts });
    }
    feedback
}

fn reason() -> Reason {
    Reason::new("conflict", "The server cannot do this right now.")
}

fn refused() -> Event {
    Event::Refused {
        operation: OPERATION,
        target: VIDEO.into(),
        reason: reason(),
    }
}

fn failed() -> Event {
    Event::Failed {
        operation: OPERATION,
        target: VIDEO.into(),
        reason: reason(),
    }
}

fn recovered() -> Event {
    Event::Recovered {
        operation: OPERATION,
        target: VIDEO.into(),
    }
}

fn finished(counts: Counts) -> Event {
    Event::Finished {
        operation: OPERATION,
        name: "change",
        counts,
    }
}

fn counts(done: usize, refused: usize, failed: usize) -> Counts {
    Counts {
        total: done + refused + failed,
        done,
        refused,
        failed,
        ..Counts::default()
    }
}

fn toasts(feedback: &Feedback) -> Vec<(ToastKind, &str)> {
    let toasts = feedback.toasts.iter();
    toasts.map(|toast| (toast.kind, &*toast.text)).collect()
}

fn said(feedback: &Feedback) -> String {
    feedback.spoken.since(0)
}

#[test]
fn what_is_done_is_said_when_it_is_done() {
    let feedback = folded(false, counts(1, 0, 0), &[finished(counts(1, 0, 0))]);
    assert_eq!(said(&feedback), "“Traits” deleted");
    let refused = [refused(), finished(counts(0, 1, 0))];
    assert!(!said(&folded(false, counts(0, 1, 0), &refused)).contains("“Traits” deleted"));
}

#[test]
fn of_a_bulk_operation_that_was_partly_refused_one_notice_tells() {
    let mut feedback = Feedback::default();
    feedback.bulks.show(OPERATION, Verb::Delete, 100, 0.0);
    let step = UndoOffer {
        operation: OPERATION,
        verb: Verb::Delete,
        what: "100 videos".into(),
        to: "".into(),
        count: 100,
    };
    feedback.toasts.offer_undo(step, |_| true);
    let counts = counts(97, 3, 0);
    let conflicts = 0;
    feedback.fold(&finished(counts), &Delete { counts, conflicts });
    let text = "97 of 100 deleted, 3 refused";
    assert_eq!(toasts(&feedback), [(ToastKind::Failure, text)]);
    let notice = feedback.toasts.iter().next();
    let undo = notice.map_or(&[][..], |toast| toast.undo());
    assert_eq!(undo.iter().map(|step| step.count).sum::<usize>(), 97);
}

#[test]
fn a_refusal_names_the_video_and_the_reason() {
    let feedback = folded(false, counts(0, 1, 0), &[refused()]);
    let text = "“Traits” could not be deleted: the server cannot do this right now.";
    assert_eq!(toasts(&feedback), [(ToastKind::Failure, text)]);
    let offers = feedback.toasts.iter().next().map(|toast| &toast.offers[..]);
    assert_eq!(offers, Some(&[Offer::Retry(OPERATION)][..]));
}

#[test]
fn a_bulk_operation_ends_with_one_sentence() {
    let counts = counts(97, 3, 0);
    let feedback = folded(true, counts, &[refused(), finished(counts)]);
    let text = "97 of 100 deleted, 3 refused";
    assert_eq!(said(&feedback), text);
    assert_eq!(toasts(&feedback), [(ToastKind::Failure, text)]);
}

#[test]
fn what_an_operation_was_at_is_not_said_after_its_end() {
    for language in [l10n::Language::En, l10n::Language::De] {
        l10n::speak(language);
        let mut feedback = Feedback::default();
        feedback.bulks.show(OPERATION, Verb::Delete, 2, 0.0);
        let doing = Verb::Delete.doing(2);
        feedback.spoken.begin(OPERATION, doing.as_str());
        let progress = format!("{doing}: 0");
        feedback.spoken.update_of(OPERATION, "progress", progress);
        let counts = counts(2, 0, 0);
        let conflicts = 0;
        feedback.fold(&finished(counts), &Delete { counts, conflicts });
        let ended = match language {
            l10n::Language::En => "2 of 2 deleted",
            l10n::Language::De => "2 von 2 gelöscht",
        };
        assert_eq!(said(&feedback), ended);
    }
}

#[test]
fn where_something_went_is_not_said_once_it_was_refused() {
    let mut feedback = Feedback::default();
    let text = "“Traits” moved to position 2";
    feedback.spoken.update_of(OPERATION, "moved", text);
    let (counts, conflicts) = (counts(0, 1, 0), 0);
    feedback.fold(&refused(), &Delete { counts, conflicts });
    assert!(said(&feedback).starts_with("“Traits” could not be"));
}

#[test]
fn what_others_have_changed_is_no_failure_to_try_again() {
    let mut feedback = Feedback::default();
    feedback.bulks.show(OPERATION, Verb::Undo, 20, 0.0);
    let finished = finished(counts(18, 2, 0));
    let known = |conflicts| Delete {
        counts: Counts::default(),
        conflicts,
    };
    feedback.fold(&finished, &known(2));
    let text = "18 of 20 put back, 2 changed since";
    assert_eq!(toasts(&feedback), [(ToastKind::Correction, text)]);
    assert!(feedback.toasts.iter().all(|toast| toast.offers.is_empty()));
    feedback.fold(&finished, &known(1));
    let text = "18 of 20 put back, 1 changed since, 1 refused";
    assert!(toasts(&feedback).contains(&(ToastKind::Failure, text)));
}

#[test]
fn german_has_its_own_words_and_order() {
    l10n::speak(l10n::Language::De);
    let (failed, ended) = (counts(0, 1, 0), counts(289, 11, 0));
    for (bulk, counts, event, text) in [
        (
            false,
            failed,
            refused(),
            "„Traits“ konnte nicht gelöscht werden: Der Server kann das gerade nicht tun.",
        ),
        (
            true,
            ended,
            finished(ended),
            "289 von 300 gelöscht, 11 abgelehnt",
        ),
    ] {
        let feedback = folded(bulk, counts, &[event]);
        assert_eq!(toasts(&feedback), [(ToastKind::Failure, text)]);
    }
}

#[test]
fn a_failure_that_was_none_is_taken_back() {
    let feedback = folded(false, counts(0, 0, 1), &[failed(), recovered()]);
    let text = "The change to “Traits” was saved after all.";
    assert_eq!(toasts(&feedback), [(ToastKind::Success, text)]);

    let feedback = folded(
        true,
        counts(100, 0, 0),
        &[failed(), finished(counts(99, 0, 1)), recovered()],
    );
    assert_eq!(toasts(&feedback), []);
    assert!(said(&feedback).ends_with("100 of 100 deleted"));
}

#[test]
fn a_correction_says_what_became_of_it_and_why() {
    let spaces = "The title is “A b” now: the server tidies titles.";
    let words = "The title “A c” became “A b”: the server tidies titles.";
    for (wanted, text) in [("A  b", spaces), ("A c", words)] {
        let correction = optimist::Correction {
            field: "title".into(),
            wanted: wanted.into(),
            actual: "A b".into(),
            why: "The server tidies titles.".into(),
        };
        let event = Event::Corrected {
            operation: OPERATION,
            target: VIDEO.into(),
            correction,
        };
        let feedback = folded(false, Counts::default(), &[event]);
        assert_eq!(toasts(&feedback), [(ToastKind::Correction, text)]);
    }
}

#[test]
fn what_is_not_stored_is_said_until_it_is() {
    let why = || Reason::new("quota", "The storage is full.");
    let full = || Event::StorageFailed(why());
    let feedback = folded(false, Counts::default(), &[full()]);
    let banners: Vec<&Banner> = feedback.banners.iter().collect();
    assert_eq!(banners, [&Banner::NotStored(why())]);
    let feedback = folded(false, Counts::default(), &[full(), Event::StorageRecovered]);
    assert_eq!(feedback.banners.iter().count(), 0);
    assert_eq!(toasts(&feedback), []);
}
