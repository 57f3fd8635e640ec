//! The palette: a field over the page, and below it what can be done and where one can go.
//!
//! To assistive technology it is a combobox with its list always open (ARIA 1.2): the focus stays in the
//! field, which says which option is meant.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::{focus::Before, icon::Icon, shortcuts};
use crate::{format, l10n};

/// Options that Page Up and Page Down pass.
const PAGE: isize = 8;

/// Something that can be chosen.
#[derive(Clone, PartialEq)]
pub struct Entry {
    /// Tells it from all others.
    pub key: AttrValue,
    /// Its name.
    pub label: AttrValue,
    /// What else is to be said of it: how long a video is, why something cannot be done.
    pub note: AttrValue,
    /// Its shortcut; may be empty.
    pub keys: AttrValue,
    /// Where it leads, if it is a link.
    pub href: Option<AttrValue>,
    /// Can it be chosen now?
    pub enabled: bool,
}

/// Entries of one kind.
#[derive(Clone, PartialEq)]
pub struct Group {
    /// Its name in the page.
    pub kind: &'static str,
    /// What they are.
    pub name: &'static str,
    /// The best of them.
    pub entries: Vec<Entry>,
    /// How many more there are.
    pub further: usize,
}

/// What the palette is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is typed.
    pub text: AttrValue,
    /// What fits it.
    pub groups: Vec<Group>,
    /// What says the number of results aloud; it must be inside, since all else is out of reach.
    pub children: Html,
    /// Another text.
    pub on_text: Callback<String>,
    /// The key of what is chosen. The palette has closed, and the focus is where it was before.
    pub on_choose: Callback<AttrValue>,
    /// It closes without a choice.
    pub on_close: Callback<()>,
}

/// The palette.
#[component]
pub fn Palette(props: &Props) -> Html {
    let Props {
        text,
        groups,
        children,
        on_text,
        on_choose,
        on_close,
    } = props;
    let (frame, options) = (use_node_ref(), use_node_ref());
    // What was meant, among the results of which text.
    let meant = use_state_eq(|| (AttrValue::default(), AttrValue::default()));
    let entries: Vec<&Entry> = groups.iter().flat_map(|group| &group.entries).collect();
    let known = entries.iter().position(|entry| entry.key == meant.1);
    let active = known.filter(|_| meant.0 == *text).unwrap_or(0);
    // Did a key lead to the active one? A pointer sees where it is.
    let by_key = use_mut_ref(|| true);
    // Where the pointer was seen, and whether its button went down beside the palette.
    let (pointer, beside) = (use_mut_ref(|| None), use_mut_ref(|| false));
    use_effect_with(frame.clone(), |frame| {
        let before = Before::now();
        let frame = frame.cast::<HtmlDialogElement>();
        if let Some(frame) = &frame {
            // It is open already only if the browser says so.
            let _ = frame.show_modal();
        }
        move || match before {
            // The browser gives the focus back, unless what was chosen has taken it.
            Some(before) => before.give_back(frame.as_ref(), false),
            None => frame.iter().for_each(HtmlDialogElement::close),
        }
    });
    use_effect_with((active, text.clone()), {
        let (options, by_key) = (options.clone(), by_key.clone());
        move |_| {
            if *by_key.borrow() {
                show_active(&options);
            }
        }
    });

    let mean = {
        let (meant, text, by_key) = (meant, text.clone(), by_key);
        let keys: Vec<AttrValue> = entries.iter().map(|entry| entry.key.clone()).collect();
        move |at: usize, key: bool| {
            by_key.replace(key);
            if let Some(key) = keys.get(at) {
                meant.set((text.clone(), key.clone()));
            }
        }
    };
    let onkeydown = {
        let (frame, options, mean) = (frame.clone(), options.clone(), mean.clone());
        let count = entries.len().cast_signed();
        move |event: KeyboardEvent| {
            // The page's own keys do not apply; an input method's belong to it.
            event.stop_propagation();
            if shortcuts::is_composing(&event) {
                return;
            }
            if shortcuts::is_palette(&event) {
                event.prevent_default();
                if let Some(frame) = frame
                    .cast::<HtmlDialogElement>()
                    .filter(|_| !event.repeat())
                {
                    frame.close();
                }
                return;
            }
            let target: Option<HtmlInputElement> = event.target_dyn_into();
            let modified =
                event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
            if target.is_none() || modified || count == 0 {
                return;
            }
            let at = active.cast_signed();
            let to = match event.key().as_str() {
                "ArrowDown" => (at + 1) % count,
                "ArrowUp" => (at + count - 1) % count,
                "PageDown" => (at + PAGE).min(count - 1),
                "PageUp" => (at - PAGE).max(0),
                "Home" => 0,
                "End" => count - 1,
                "Enter" => {
                    event.prevent_default();
                    if !event.repeat()
                        && let Some(option) = active_option(&options)
                    {
                        option.click();
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            mean(to.unsigned_abs(), true);
        }
    };
    let onclick = {
        let (frame, on_choose) = (frame.clone(), on_choose.clone());
        move |event: MouseEvent| {
            let Some(option) = option(&event) else { return };
            let enabled = option.get_attribute("aria-disabled").is_none();
            let key = option.get_attribute("data-key").filter(|_| enabled);
            // A link that is to be opened elsewhere.
            let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
            if let Some(key) = key.filter(|_| !elsewhere) {
                if let Some(frame) = frame.cast::<HtmlDialogElement>() {
                    frame.close();
                }
                on_choose.emit(key.into());
            }
        }
    };
    // A list that moves below a pointer at rest means nothing.
    let onmousemove = {
        let keys: Vec<AttrValue> = entries.iter().map(|entry| entry.key.clone()).collect();
        move |event: MouseEvent| {
            let here = Some((event.client_x(), event.client_y()));
            let before = pointer.replace(here);
            let key = option(&event).and_then(|option| option.get_attribute("data-key"));
            let at = key.and_then(|key| keys.iter().position(|known| *known == *key));
            if before.is_some()
                && before != here
                && let Some(at) = at
            {
                mean(at, false);
            }
        }
    };
    // The field keeps the focus.
    let onmousedown = |event: MouseEvent| {
        if option(&event).is_some() {
            event.prevent_default();
        }
    };
    let on_frame = |event: &MouseEvent, frame: &NodeRef| {
        // The backdrop belongs to the dialog itself, and not to what is in it.
        event.target_dyn_into::<Element>() == frame.cast::<Element>()
    };
    let press = {
        let (frame, beside) = (frame.clone(), beside.clone());
        move |event: MouseEvent| {
            beside.replace(on_frame(&event, &frame));
        }
    };
    let release = {
        let (frame, on_close) = (frame.clone(), on_close.clone());
        move |event: MouseEvent| {
            // Who marks text may let go of the button beside the palette.
            if beside.take() && on_frame(&event, &frame) {
                on_close.emit(());
            }
        }
    };
    let oninput = on_text
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let close = on_close.reform(|_: MouseEvent| ());
    let mut at = 0;
    let drawn: Vec<Html> = groups
        .iter()
        .filter(|group| !group.entries.is_empty())
        .map(|group| {
            let from = at;
            at += group.entries.len();
            draw_group(group, from, active)
        })
        .collect();
    let found = !drawn.is_empty();
    html! {
        <dialog
            ref={frame}
            class="dialog palette"
            data-role="palette"
            aria-label={l10n::tool_find()}
            onmousedown={press}
            onclick={release}
            oncancel={on_close.reform(|_: Event| ())}
            onclose={on_close.reform(|_: Event| ())}
            {onkeydown}
        >
            <div class="palette-head">
                <input
                    type="text"
                    dir="auto"
                    role="combobox"
                    autofocus=true
                    autocomplete="off"
                    spellcheck="false"
                    enterkeyhint="go"
                    data-role="palette-field"
                    placeholder={l10n::palette_hint()}
                    aria-label={l10n::palette_hint()}
                    aria-autocomplete="list"
                    aria-haspopup="listbox"
                    aria-expanded={format::flag(found)}
                    aria-controls="palette-list"
                    aria-activedescendant={found.then(|| id(active))}
                    value={text.clone()}
                    {oninput}
                />
                <button type="button" class="icon-button" data-action="close" aria-label={l10n::dialog_close()} onclick={close}>{ Icon::Cross.draw() }</button>
            </div>
            <div ref={options} id="palette-list" class="palette-list" role="listbox" aria-label={l10n::palette_list()} {onclick} {onmousemove} {onmousedown}>
                { for drawn }
            </div>
            if !found { <p class="palette-none">{ l10n::palette_none() }</p> }
            { children.clone() }
        </dialog>
    }
}

/// A group, whose first entry is the option number `from`.
fn draw_group(group: &Group, from: usize, active: usize) -> Html {
    let label = format!("palette-{}", group.kind);
    let further = l10n::palette_further(group.further);
    html! {
        <div role="group" aria-labelledby={label.clone()} key={group.kind}>
            <h3 id={label} role="presentation">{ group.name }</h3>
            { for group.entries.iter().enumerate().map(|(at, entry)| draw(entry, from + at, active)) }
            if group.further > 0 { <p role="presentation" data-role="palette-further" data-count={group.further.to_string()}>{ further }</p> }
        </div>
    }
}

fn draw(entry: &Entry, at: usize, active: usize) -> Html {
    let content = html! {
        <>
            <bdi class="palette-label">{ &entry.label }</bdi>
            if !entry.note.is_empty() { <small>{ &entry.note }</small> }
            if !entry.keys.is_empty() { <kbd>{ &entry.keys }</kbd> }
        </>
    };
    let (id, selected) = (id(at), format::flag(at == active));
    let (data_key, disabled) = (entry.key.clone(), (!entry.enabled).then_some("true"));
    match &entry.href {
        Some(href) => html! {
            <a key={&*entry.key} {id} role="option" class="palette-option" tabindex="-1" aria-selected={selected} data-key={data_key} href={href.clone()}>{ content }</a>
        },
        None => html! {
            <div key={&*entry.key} {id} role="option" class="palette-option" aria-selected={selected} aria-disabled={disabled} data-key={data_key}>{ content }</div>
        },
    }
}

fn id(at: usize) -> String {
    format!("palette-option-{at}")
}

/// The option that an event is about.
fn option(event: &MouseEvent) -> Option<Element> {
    let target: Element = event.target_dyn_into()?;
    target.closest("[role='option']").ok()?
}

fn active_option(options: &NodeRef) -> Option<HtmlElement> {
    let list = options.cast::<Element>()?;
    let active = list.query_selector("[aria-selected='true']").ok()??;
    active.dyn_into().ok()
}

/// Scrolls the list as far as the active option is seen whole, with the heading above the first one.
fn show_active(options: &NodeRef) {
    let (Some(list), Some(active)) = (options.cast::<Element>(), active_option(options)) else {
        return;
    };
    if active.id() == id(0) {
        return list.set_scroll_top(0);
    }
    let (outer, inner) = (
        list.get_bounding_client_rect(),
        active.get_bounding_client_rect(),
    );
    let above = (inner.top() - outer.top()).floor() as i32;
    let below = (inner.bottom() - outer.bottom()).ceil() as i32;
    if above < 0 {
        list.set_scroll_top(list.scroll_top() + above);
    } else if below > 0 {
        list.set_scroll_top(list.scroll_top() + below);
    }
}
