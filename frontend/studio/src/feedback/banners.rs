//! Notices that stay until their cause has gone: about the page as a whole, not about one video.

use std::rc::Rc;

use optimist::Reason;

/// The notices on screen, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Banners {
    shown: Rc<Vec<Banner>>,
    /// The kinds that the user has taken off the screen, whose causes go on.
    dismissed: Rc<Vec<&'static str>>,
}

/// One notice; there is at most one of each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Banner {
    /// Changes are not kept on this device; why.
    NotStored(Reason),
    /// The server asks for a new sign-in, and changes wait for it.
    SignedOut,
    /// So many changes of another version of the page are kept, and not sent.
    OtherVersion(usize),
    /// A newer version of the page is kept on this device, and waits for the user's word.
    NewVersion,
    /// A part of the page has not arrived, and is loaded again.
    Incomplete,
}

impl Banner {
    /// Its name in the page.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotStored(_) => "not-stored",
            Self::SignedOut => "signed-out",
            Self::OtherVersion(_) => "other-version",
            Self::NewVersion => "update",
            Self::Incomplete => "incomplete",
        }
    }
}

impl Banners {
    /// Those on screen, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Banner> {
        let seen = |banner: &&Banner| !self.dismissed.contains(&banner.kind());
        self.shown.iter().filter(seen)
    }

    /// Does the cause of this kind of notice go on, on screen or not?
    pub fn holds(&self, kind: &str) -> bool {
        self.shown.iter().any(|banner| banner.kind() == kind)
    }

    /// Takes the notice of a kind off the screen; its cause goes on.
    pub fn dismiss(&mut self, kind: &str) {
        let shown = self.shown.iter().map(Banner::kind);
        if let Some(kind) = shown.into_iter().find(|it| *it == kind) {
            Rc::make_mut(&mut self.dismissed).push(kind);
        }
    }

    /// Shows a notice in place of one of its kind.
    pub fn show(&mut self, banner: Banner) {
        Rc::make_mut(&mut self.dismissed).retain(|kind| *kind != banner.kind());
        let shown = Rc::make_mut(&mut self.shown);
        match shown.iter_mut().find(|it| it.kind() == banner.kind()) {
            Some(before) => *before = banner,
            None => shown.push(banner),
        }
    }

    /// The cause of a kind of notice has gone; returns whether there was one.
    pub fn remove(&mut self, kind: &str) -> bool {
        let found = self.shown.iter().any(|banner| banner.kind() == kind);
        if found {
            Rc::make_mut(&mut self.shown).retain(|banner| banner.kind() != kind);
            Rc::make_mut(&mut self.dismissed).retain(|it| *it != kind);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_of_each_kind_until_it_is_removed() {
        let not_stored = |why| Banner::NotStored(Reason::new("storage", why));
        let mut banners = Banners::default();
        banners.show(not_stored("Full."));
        banners.show(Banner::SignedOut);
        banners.show(not_stored("Closed."));
        let shown: Vec<&Banner> = banners.iter().collect();
        assert_eq!(shown, [&not_stored("Closed."), &Banner::SignedOut]);
        banners.dismiss("not-stored");
        assert_eq!(banners.iter().collect::<Vec<_>>(), [&Banner::SignedOut]);
        assert!(banners.holds("not-stored"));
        assert!(banners.remove("not-stored") && !banners.holds("not-stored"));
        assert!(!banners.remove("not-stored"));
        assert_eq!(banners.iter().count(), 1);
    }
}
