//! Text as people write it: what a title may be, how long it is, and how it stands in a sentence.
//!
//! Letters are counted and composed by Unicode's tables. A browser has them, and a page would only
//! carry a second copy, so [`host`] asks the browser there and two crates elsewhere.

#[cfg_attr(target_arch = "wasm32", path = "host_browser.rs")]
mod host;

use std::borrow::Cow;

use crate::{Refusal, course::TITLE_MAX_CHARS};

/// Most code points of a title: ten for each letter, as many as the longest emoji have.
const TITLE_MAX_POINTS: usize = 10 * TITLE_MAX_CHARS;
/// Most accents on one letter. Hebrew with its accents for reading aloud has five.
const MOST_ACCENTS: usize = 8;

/// Begins a part with a direction of its own, which its first letter decides.
const ISOLATE: char = '\u{2068}';
/// Ends it.
const ISOLATE_END: char = '\u{2069}';

/// The title as it is stored: without space around it, its letters composed (NFC).
///
/// # Errors
/// [`Refusal::TitleEmpty`] where nothing of it can be seen, [`Refusal::TitleTooLong`],
/// [`Refusal::TitleUnreadable`].
pub fn checked_title(title: &str) -> Result<String, Refusal> {
    // Isolates at its ends are those that we put around it: it comes from a report of ours.
    let around = |c: char| c.is_whitespace() || matches!(c, ISOLATE | ISOLATE_END);
    let title = title.trim_matches(around);
    let title = composed(title).replace('\t', " ");
    if !title.chars().any(is_visible) {
        return Err(Refusal::TitleEmpty);
    }
    if !is_readable(&title) {
        return Err(Refusal::TitleUnreadable);
    }
    let points = title.chars().count();
    if points > TITLE_MAX_POINTS || points > TITLE_MAX_CHARS && letters(&title) > TITLE_MAX_CHARS {
        return Err(Refusal::TitleTooLong);
    }
    Ok(title)
}

/// The text with its letters composed (NFC): one code point for an é, where there is one.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.chars().all(stays_composed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(host::composed(text))
    }
}

/// How many letters people count in a text: an é, a family of emoji, a flag are one each.
pub fn letters(text: &str) -> usize {
    host::starts(text).len()
}

/// The text, cut to so many letters with an ellipsis as the last where it has more.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    // No letter has less than a byte.
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let starts = host::starts(text);
    if starts.len() <= most {
        return Cow::Borrowed(text);
    }
    let mut short = text[..starts[most.saturating_sub(1)]].trim_end().to_owned();
    let opened = short.matches(ISOLATE).count();
    let ended = short.matches(ISOLATE_END).count();
    short.extend((ended..opened).map(|_| ISOLATE_END));
    short.push('…');
    Cow::Owned(short)
}

/// A name for the middle of a sentence. One with letters that run from right to left is isolated,
/// so that it does not turn what stands beside it; the others are what they are, letter by letter.
pub fn isolated(name: &str) -> Cow<'_, str> {
    if name.chars().any(is_right_to_left) {
        Cow::Owned(format!("{ISOLATE}{name}{ISOLATE_END}"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Is it one that no title may hold: a control character, a line break, an embedding or an override
/// of direction? The marks of direction and what joins or parts letters are not among them.
pub fn is_forbidden(c: char) -> bool {
    match c {
        '\t' => false,
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => true,
        // Annotations between lines, and old musical beams.
        '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' => true,
        // What is no character.
        '\u{fdd0}'..='\u{fdef}' => true,
        _ => c.is_control() || u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// Is it an accent or a point, which readers may leave out without changing the letters? The vowel
/// signs of Indic scripts are none.
pub fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Is it drawn as nothing, and without a width of its own? (Unicode's "default ignorable".)
pub fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Does it leave something to be seen? An accent alone does not, nor an empty cell of Braille.
fn is_visible(c: char) -> bool {
    !(c.is_whitespace()
        || is_ignorable(c)
        || is_accent(c)
        || is_forbidden(c)
        || matches!(c, '\u{2800}' | '\u{1d159}'))
}

/// Nothing forbidden, no tags but those of a flag, and no piles of accents.
fn is_readable(title: &str) -> bool {
    let (mut accents, mut in_flag) = (0, false);
    title.chars().all(|c| {
        accents = if is_accent(c) { accents + 1 } else { 0 };
        let is_tag = ('\u{e0000}'..='\u{e007f}').contains(&c);
        in_flag = c == '\u{1f3f4}' || is_tag && in_flag;
        !is_forbidden(c) && accents <= MOST_ACCENTS && (in_flag || !is_tag)
    })
}

/// Does it run from right to left, or say that something does?
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Is it sure that composing leaves it, among others of which that is sure too? True of what most
/// titles are made of, so that the tables are seldom asked.
fn stays_composed(c: char) -> bool {
    matches!(c,
        '\0'..='\u{2ff}' | '\u{400}'..='\u{482}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}'
        | '\u{2010}'..='\u{2027}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{1f300}'..='\u{1faff}')
}

#[cfg(test)]
mod tests;
