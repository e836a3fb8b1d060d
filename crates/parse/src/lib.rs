//! Reads code without running it: syntax, imports, complexity, security.
//!
//! [`file::analyse`] reads a file, [`file::scan`] searches it for what is risky, each from
//! its path and text; the three reports of [`domain::roles::Parser`] are put together from
//! those per-file results, which are kept by content hash, so that asking for a second
//! report costs next to nothing. A project is tried while it is searched, so the two are apart.
//!
//! A language is one row of [`grammars::TABLE`] and one folder beside it; a data
//! format is one function in [`data`]; a security rule is a table in `rules/*.toml`.
//! Input is foreign: sizes, depths and parser work are bounded in [`limits`].

pub mod data;
pub mod file;
pub mod grammars;
pub mod language;
pub mod limits;
pub mod place;
mod reports;
pub mod security;
pub mod walk;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, LazyLock, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::{
    Blake3, ProjectPath,
    finding::{ComplexityReport, SecurityReport, SyntaxReport},
    project::Tree,
};

pub use file::{FileAnalysis, FileScan};
pub use security::{Library, rule::RuleError};

/// The local [`domain::roles::Parser`].
pub struct TreeSitter {
    /// None: the rules that come with this crate.
    own: Option<Library>,
    known: Mutex<BTreeMap<Blake3, Arc<Slot>>>,
}

/// One file's place among what is known: read once, however many ask at the same time.
#[derive(Default)]
struct Slot {
    analysis: Once<FileAnalysis>,
    scan: Once<FileScan>,
}

/// Made by whoever comes to it first.
struct Once<R> {
    claimed: AtomicBool,
    made: OnceLock<Arc<R>>,
}

impl<R> Default for Once<R> {
    fn default() -> Self {
        Self { claimed: AtomicBool::default(), made: OnceLock::new() }
    }
}

impl TreeSitter {
    /// With the rules that come with this crate. Should they not load, the security report
    /// says so among what it did not cover.
    pub fn new() -> Self {
        Self { own: None, known: Mutex::default() }
    }

    /// With rules of the operator's own, see [`Library::with`].
    pub fn with(library: Library) -> Self {
        Self { own: Some(library), known: Mutex::default() }
    }

    /// The rules, and why there are none, if there are none.
    fn rules(&self) -> (&Library, Option<&str>) {
        // Compiling the rules takes longer than most projects take to be read: once per process, and by
        // whoever searches first. Most commands never do.
        static EMBEDDED: LazyLock<(Library, Option<String>)> = LazyLock::new(|| match Library::embedded() {
            Ok(library) => (library, None),
            Err(error) => (Library::empty(), Some(error.to_string())),
        });
        match &self.own {
            Some(library) => (library, None),
            None => (&EMBEDDED.0, EMBEDDED.1.as_deref()),
        }
    }

    /// What every file says, in the order of paths.
    pub fn analyse<'t>(&self, tree: &'t Tree) -> Vec<(&'t ProjectPath, Arc<FileAnalysis>)> {
        self.of_each(tree, |slot| &slot.analysis, file::analyse)
    }

    /// What is risky in every file, in the order of paths.
    pub fn scan<'t>(&self, tree: &'t Tree) -> Vec<(&'t ProjectPath, Arc<FileScan>)> {
        let (library, _) = self.rules();
        self.of_each(tree, |slot| &slot.scan, |path, text| file::scan(library, path, text))
    }

    fn of_each<'t, R: Send + Sync>(
        &self,
        tree: &'t Tree,
        once: impl Fn(&Slot) -> &Once<R> + Sync,
        make: impl Fn(&ProjectPath, &str) -> R + Sync,
    ) -> Vec<(&'t ProjectPath, Arc<R>)> {
        let slots: Vec<Arc<Slot>> = {
            let keys: Vec<Blake3> = tree.iter().map(|(path, file)| key(path, &file.content)).collect();
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = keys.iter().filter(|key| !known.contains_key(*key)).count();
            if known.len() + fresh > limits::KNOWN_FILES {
                known.retain(|key, _| keys.contains(key));
            }
            keys.into_iter().map(|key| known.entry(key).or_default().clone()).collect()
        };
        let files: Vec<(&Slot, &ProjectPath, &str)> = slots
            .iter()
            .zip(tree)
            .map(|(slot, (path, file))| (slot.as_ref(), path, file.content.as_str()))
            .collect();
        let missing: Vec<_> = files.iter().filter(|(slot, ..)| once(slot).made.get().is_none()).collect();
        let get = |slot: &Slot, path: &ProjectPath, text: &str| {
            once(slot).made.get_or_init(|| Arc::new(make(path, text))).clone()
        };
        in_parallel(&missing, |(slot, path, text)| {
            // Stages side by side ask for the same files: each is read by whoever comes to it first.
            if !once(slot).claimed.swap(true, Ordering::Relaxed) {
                get(slot, path, text);
            }
        });
        // What others claimed is waited for here, or read again should they have broken off.
        files.iter().map(|(slot, path, text)| (*path, get(slot, path, text))).collect()
    }
}

impl Default for TreeSitter {
    fn default() -> Self {
        Self::new()
    }
}

impl domain::roles::Parser for TreeSitter {
    fn syntax(&self, tree: &Tree) -> SyntaxReport {
        reports::syntax(&self.analyse(tree))
    }

    fn security(&self, tree: &Tree) -> SecurityReport {
        let (library, unruled) = self.rules();
        reports::security(library, unruled, &self.analyse(tree), &self.scan(tree))
    }

    fn complexity(&self, tree: &Tree) -> ComplexityReport {
        reports::complexity(&self.analyse(tree))
    }

    fn is_standard(&self, language: &str, module: &str) -> bool {
        grammars::of(language).is_some_and(|grammar| (grammar.is_standard)(module))
    }
}

/// The path counts too: it decides the language and whether a file is a test.
fn key(path: &ProjectPath, text: &str) -> Blake3 {
    let mut bytes = Vec::with_capacity(path.as_str().len() + 1 + text.len());
    bytes.extend_from_slice(path.as_str().as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(text.as_bytes());
    Blake3::of(&bytes)
}

/// `work` over all items on a few threads; results in the order of the items.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads =
        std::thread::available_parallelism().map_or(1, usize::from).min(limits::THREADS).min(items.len());
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, R>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, item)) = {
                    let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    items.get(index).map(|item| (index, item))
                } {
                    let result = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}
