//! Unicode's tables where no browser has them.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// The text with its letters composed (NFC).
pub(super) fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Where each letter begins.
pub(super) fn starts(text: &str) -> Vec<usize> {
    text.grapheme_indices(true).map(|(at, _)| at).collect()
}
