//! A short text that changes when the content of some files does.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use crate::project::Fallible;

/// Folders below which nothing ends up in what is built.
const WITHOUT_EFFECT: [&str; 6] = [
    "target",
    "dist",
    "node_modules",
    "tests",
    "benches",
    "examples",
];

/// The fingerprint of files, and of all that lies below folders.
pub fn of(paths: &[PathBuf]) -> Fallible<String> {
    // Its values may change with the compiler's version; then things are built once too often.
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(path, &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Fallible {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        entries.sort();
        for entry in entries.iter().filter(|entry| has_effect(entry)) {
            add(entry, hasher)?;
        }
    } else {
        path.hash(hasher);
        fs::read(path)
            .map_err(|error| format!("{}: {error}", path.display()))?
            .hash(hasher);
    }
    Ok(())
}

fn has_effect(path: &Path) -> bool {
    let without = path
        .file_name()
        .is_some_and(|name| WITHOUT_EFFECT.iter().any(|it| name == *it));
    !(without && path.is_dir())
}

#[cfg(test)]
mod tests {
    use std::{env, fs, process};

    use super::of;

    #[test]
    fn changes_with_a_source_and_not_with_a_test() {
        let folder = env::temp_dir().join(format!("fingerprint-{}", process::id()));
        let write = |file: &str, text: &str| {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("writable");
            fs::write(path, text).expect("writable");
        };
        let now = || of(std::slice::from_ref(&folder)).expect("readable");

        write("src/lib.rs", "one");
        write("tests/it.rs", "one");
        let first = now();
        assert_eq!(now(), first);
        write("tests/it.rs", "two");
        assert_eq!(now(), first);
        write("src/lib.rs", "two");
        assert_ne!(now(), first);

        fs::remove_dir_all(&folder).expect("removable");
    }
}
