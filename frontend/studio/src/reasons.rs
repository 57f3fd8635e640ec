//! Why something was refused or failed, in the reader's language.
//!
//! The server and the library say it in English, with a code. A reader of English gets their own words; to
//! others the page says what the code means, and where it does not know it, what they say.

use optimist::Reason;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error as UnknownCode},
};
use shared::{Refusal, course::TITLE_MAX_CHARS};

use crate::l10n::{self, Language};

/// Why something was not done, as a sentence.
pub fn said(reason: &Reason) -> String {
    translated(reason, |code| {
        let refused: Result<_, UnknownCode> = Refusal::deserialize(code.into_deserializer());
        refused.ok().map(refusal).or_else(|| told(code))
    })
}

/// Why nothing could be read, as a sentence: the first rows need no other reasons.
pub fn of_reading(reason: &Reason) -> String {
    translated(reason, of_connection)
}

/// What a refusal means, as a sentence.
pub fn refusal(refusal: Refusal) -> String {
    let text = match refusal {
        Refusal::NotFound => l10n::reason_not_found(),
        Refusal::Deleted => l10n::reason_deleted(),
        Refusal::CourseNotFound => l10n::reason_course_not_found(),
        Refusal::IdTaken => l10n::reason_id_taken(),
        Refusal::TitleEmpty => l10n::reason_title_empty(),
        Refusal::TitleTooLong => return l10n::reason_title_too_long(TITLE_MAX_CHARS),
        Refusal::TitleUnreadable => l10n::reason_title_unreadable(),
        Refusal::DurationOutOfRange => l10n::reason_duration_out_of_range(),
        Refusal::Changed => l10n::reason_changed(),
        Refusal::KeyReused => l10n::reason_key_reused(),
        Refusal::KeyExpired => l10n::reason_key_expired(),
        Refusal::Withdrawn => l10n::reason_withdrawn(),
        Refusal::Conflict => l10n::reason_conflict(),
    };
    text.to_owned()
}

/// What the server says of a request, the library of an operation, and the browser of its storage.
fn told(code: &str) -> Option<String> {
    let text = match code {
        "key-in-progress" => l10n::reason_key_in_progress(),
        "too-large" => l10n::reason_too_large(),
        "not-named" => l10n::reason_not_named(),
        "update-needed" => l10n::reason_update_needed(),
        "overtaken" => l10n::reason_overtaken(),
        "storage-late" => l10n::reason_storage_late(),
        "storage-full" => l10n::reason_storage_full(),
        "storage-lost" => l10n::reason_storage_lost(),
        "storage-unavailable" => l10n::reason_storage_unavailable(),
        "not-storable" => l10n::reason_not_storable(),
        _ => return of_connection(code),
    };
    Some(text.to_owned())
}

fn of_connection(code: &str) -> Option<String> {
    let text = match code {
        "network" => l10n::reason_network(),
        "not-the-api" => l10n::reason_not_the_api(),
        "origin-not-allowed" => l10n::reason_origin_not_allowed(),
        "unreadable" => l10n::reason_unreadable(),
        "unavailable" => l10n::reason_unavailable(),
        "internal" => l10n::reason_internal(),
        "timeout" => l10n::reason_timeout(),
        _ => return None,
    };
    Some(text.to_owned())
}

fn translated(reason: &Reason, known: impl FnOnce(&str) -> Option<String>) -> String {
    let known = match l10n::language() {
        Language::En => None,
        Language::De => known(&reason.code),
    };
    known.unwrap_or_else(|| reason.message.clone())
}

#[cfg(test)]
mod tests {
    use optimist::Failure;

    use super::*;
    use crate::answer::unreadable;

    const REFUSALS: [Refusal; 13] = [
        Refusal::NotFound,
        Refusal::Deleted,
        Refusal::CourseNotFound,
        Refusal::IdTaken,
        Refusal::TitleEmpty,
        Refusal::TitleTooLong,
        Refusal::TitleUnreadable,
        Refusal::DurationOutOfRange,
        Refusal::Changed,
        Refusal::KeyReused,
        Refusal::KeyExpired,
        Refusal::Withdrawn,
        Refusal::Conflict,
    ];

    #[test]
    fn what_is_translated_is_what_the_server_and_the_library_say() {
        for it in REFUSALS {
            assert_eq!(refusal(it), it.to_string());
        }
        for failure in [Failure::network(), unreadable()] {
            let reason = failure.reason;
            assert_eq!(told(&reason.code), Some(reason.message));
        }
    }

    #[test]
    fn a_reader_of_german_is_told_in_german_what_is_known() {
        let long = Reason::new("title-too-long", "A title has at most 200 characters.");
        let strange = Reason::new("strange", "It is strange.");
        assert_eq!(said(&long), long.message);
        l10n::speak(Language::De);
        assert_eq!(said(&long), "Ein Titel hat höchstens 200 Zeichen.");
        assert_eq!(said(&strange), strange.message);
        for it in REFUSALS {
            let reason = Reason::new(it.code(), it.to_string());
            assert_ne!(said(&reason), reason.message);
        }
    }
}
