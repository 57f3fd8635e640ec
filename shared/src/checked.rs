//! Values that are checked texts: read without a copy on the way, since a page reads thousands.

use std::{fmt, marker::PhantomData, sync::Arc};

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// Reads a text and makes a value of it.
pub(crate) fn read<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    from: D,
    make: fn(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    from.deserialize_str(Text(make, PhantomData))
}

/// A text that many share.
pub(crate) fn shared<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
    read(from, |text| Ok::<_, &str>(text.into()))
}

struct Text<T, E>(fn(&str) -> Result<T, E>, PhantomData<E>);

impl<T, E: fmt::Display> Visitor<'_> for Text<T, E> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<F: Error>(self, text: &str) -> Result<T, F> {
        (self.0)(text).map_err(F::custom)
    }
}
