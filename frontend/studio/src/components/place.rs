//! Where a list was left, by the entry of the browser's history: going back brings it back there.

use std::{cell::RefCell, rc::Rc};

use yew::prelude::*;

use super::{Rows, anchor::Anchor};
use crate::{address, hooks::use_page_event};

/// Where the rows lie: at first as they were left in this entry of the history.
#[hook]
pub fn use_place(entry: &AttrValue, rows: &Rows, row: usize) -> Rc<RefCell<Anchor>> {
    let anchor = use_mut_ref(|| {
        let mut anchor = Anchor::default();
        if let Some(kept) = address::kept(entry) {
            anchor.restore(&kept, rows, row);
        }
        anchor
    });
    let keep = {
        let (anchor, entry) = (anchor.clone(), entry.clone());
        move || {
            if let Some(place) = anchor.borrow().kept() {
                address::keep(&entry, &place);
            }
        }
    };
    use_page_event("pagehide", {
        let keep = keep.clone();
        Callback::from(move |_| keep())
    });
    use_effect_with((), |()| keep);
    anchor
}
