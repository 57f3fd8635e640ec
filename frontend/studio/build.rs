//! Makes the functions of `src/l10n.rs` of the Fluent files in `l10n`.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use fluent_functions::{Language, Source};

/// English first: it is what the others are translated from.
const LANGUAGES: [&str; 2] = ["en", "de"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=l10n");
    let languages: Result<Vec<_>, _> = LANGUAGES.iter().map(|code| language(code)).collect();
    let out = PathBuf::from(env::var("OUT_DIR")?).join("l10n.rs");
    match fluent_functions::functions(&languages?) {
        Ok(code) => fs::write(out, code)?,
        Err(problems) => {
            for problem in problems.0 {
                println!("cargo::error={problem}");
            }
        }
    }
    Ok(())
}

fn language(code: &str) -> Result<Language, Box<dyn Error>> {
    let mut files: Vec<_> = fs::read_dir(Path::new("l10n").join(code))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|it| it == "ftl"));
    files.sort();
    let sources: Result<_, std::io::Error> = files
        .into_iter()
        .map(|path| {
            Ok(Source {
                text: fs::read_to_string(&path)?,
                name: path.display().to_string(),
            })
        })
        .collect();
    Ok(Language {
        code: code.to_owned(),
        sources: sources?,
    })
}
