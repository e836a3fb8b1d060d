//! One tree, one meaning: refuses trees that would be another tree on another system.

use std::collections::BTreeMap;

use domain::folded;

use crate::CapsuleError;

/// All paths of one tree, by how the least careful system sees them.
#[derive(Default)]
pub struct Names {
    /// Folded path to its first spelling, and whether it is a file.
    seen: BTreeMap<String, (String, bool)>,
}

impl Names {
    /// Adds a file, and the folders it implies.
    pub fn file(&mut self, path: &str) -> Result<(), CapsuleError> {
        self.folders_above(path)?;
        match self.seen.insert(folded(path), (path.to_owned(), true)) {
            None => Ok(()),
            Some((other, _)) => Err(CapsuleError::Duplicate { entry: path.to_owned(), other }),
        }
    }

    /// Adds a folder; naming it again changes nothing.
    pub fn folder(&mut self, path: &str) -> Result<(), CapsuleError> {
        self.folders_above(path)?;
        self.implied(path)
    }

    fn folders_above(&mut self, path: &str) -> Result<(), CapsuleError> {
        for (at, _) in path.match_indices('/') {
            self.implied(&path[..at])?;
        }
        Ok(())
    }

    fn implied(&mut self, folder: &str) -> Result<(), CapsuleError> {
        let known = self.seen.entry(folded(folder)).or_insert_with(|| (folder.to_owned(), false));
        if known.1 || known.0 != folder {
            return Err(CapsuleError::Duplicate { entry: folder.to_owned(), other: known.0.clone() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(paths: &[&str]) -> Result<(), CapsuleError> {
        let mut names = Names::default();
        paths.iter().try_for_each(|path| match path.strip_suffix('/') {
            Some(folder) => names.folder(folder),
            None => names.file(path),
        })
    }

    #[test]
    fn different_names_live_side_by_side() {
        for paths in [&["a", "b", "c/a", "c/b", "c/", "c/d/"][..], &["ab", "a/b"], &["a.b", "a/.b"]] {
            assert_eq!(add(paths), Ok(()), "{paths:?}");
        }
    }

    #[test]
    fn names_that_meet_on_some_system_are_refused() {
        for paths in [
            ["a", "a"],
            ["README", "readme"],
            ["caf\u{e9}", "cafe\u{301}"],
            ["CAF\u{c9}", "cafe\u{301}"],
            ["stra\u{df}e", "STRASSE"],
            ["a", "a/b"],
            ["a/b", "a"],
            ["a/b", "A/c"],
            ["a/", "A/"],
            ["a", "a/"],
        ] {
            assert!(matches!(add(&paths), Err(CapsuleError::Duplicate { .. })), "{paths:?}");
        }
    }
}
