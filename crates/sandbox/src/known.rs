//! What was found out about interpreters, kept for an hour beside the layers.
//!
//! Asking shims who they are and running the probe in a box take tenths of a second: as long as a
//! small test suite. An entry counts only while the interpreter's own file is unchanged; what
//! `doctor` shows is always asked anew.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::interpreter::Interpreter;
use crate::runtime::Runtime;

/// A newly installed version is noticed after this at the latest.
const FRESH: Duration = Duration::from_secs(3600);

#[derive(Debug)]
pub struct Known {
    path: PathBuf,
    search_path: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Page {
    /// By runtime.
    runtimes: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    /// Seconds since 1970.
    asked_at: u64,
    /// Where names were looked for: elsewhere they may start something else.
    #[serde(default)]
    search_path: String,
    /// What stood there under the runtime's own name: a link may lead elsewhere by now.
    #[serde(default)]
    usual: Option<PathBuf>,
    interpreters: Vec<Row>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    interpreter: Interpreter,
    file: FileMark,
    /// Whether the runtime's probe ran in a box.
    works: bool,
}

/// Another file under the same name has another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FileMark {
    size: u64,
    modified_s: i64,
    modified_ns: i64,
    inode: u64,
}

impl Known {
    pub fn new(path: PathBuf, search_path: String) -> Self {
        Self { path, search_path }
    }

    /// The interpreters as last found, while that is fresh and their files are unchanged.
    pub fn interpreters(&self, runtime: &Runtime) -> Option<Vec<Interpreter>> {
        let entry = self.entry(runtime)?;
        Some(entry.interpreters.into_iter().map(|row| row.interpreter).collect())
    }

    pub fn keep(&self, runtime: &Runtime, found: &[Interpreter]) {
        let rows = found.iter().filter_map(|one| {
            Some(Row { interpreter: one.clone(), file: mark(&one.executable)?, works: false })
        });
        let entry = Entry {
            asked_at: now(),
            search_path: self.search_path.clone(),
            usual: self.usual(runtime),
            interpreters: rows.collect(),
        };
        self.change(|page| drop(page.runtimes.insert(runtime.name.clone(), entry)));
    }

    pub fn works(&self, runtime: &Runtime, interpreter: &Interpreter) -> bool {
        let entry = self.entry(runtime);
        entry.is_some_and(|e| e.interpreters.iter().any(|row| row.interpreter == *interpreter && row.works))
    }

    pub fn keep_works(&self, runtime: &Runtime, interpreter: &Interpreter) {
        self.change(|page| {
            let rows = page.runtimes.get_mut(&runtime.name).map(|e| &mut e.interpreters);
            for row in rows.into_iter().flatten().filter(|row| row.interpreter == *interpreter) {
                row.works = true;
            }
        });
    }

    pub fn forget(&self) {
        // One that is not there is as good as forgotten.
        let _ = std::fs::remove_file(&self.path);
    }

    /// The file that the runtime's own name leads to.
    fn usual(&self, runtime: &Runtime) -> Option<PathBuf> {
        let name = runtime.candidates.first()?;
        let folders = std::env::split_paths(&self.search_path);
        folders.map(|folder| folder.join(name)).find_map(|path| std::fs::canonicalize(path).ok())
    }

    fn entry(&self, runtime: &Runtime) -> Option<Entry> {
        let entry = self.page()?.runtimes.remove(&runtime.name)?;
        let age = now().checked_sub(entry.asked_at)?;
        let unchanged = entry
            .interpreters
            .iter()
            .all(|row| mark(&row.interpreter.executable).as_ref() == Some(&row.file));
        let same = unchanged && entry.search_path == self.search_path && entry.usual == self.usual(runtime);
        (age < FRESH.as_secs() && same && !entry.interpreters.is_empty()).then_some(entry)
    }

    /// None where there is none, or one that cannot be read: then the machine is asked.
    fn page(&self) -> Option<Page> {
        serde_json::from_slice(&std::fs::read(&self.path).ok()?).ok()
    }

    /// Written whole and renamed. Where that fails, the machine is asked again next time.
    fn change(&self, change: impl FnOnce(&mut Page)) {
        let mut page = self.page().unwrap_or_default();
        change(&mut page);
        let Ok(bytes) = serde_json::to_vec_pretty(&page) else { return };
        let beside = self.path.with_extension(format!("new-{}", std::process::id()));
        if std::fs::write(&beside, bytes).is_ok() {
            let _ = std::fs::rename(&beside, &self.path);
        }
    }
}

fn mark(path: &str) -> Option<FileMark> {
    let data = std::fs::metadata(path).ok()?;
    Some(FileMark {
        size: data.size(),
        modified_s: data.mtime(),
        modified_ns: data.mtime_nsec(),
        inode: data.ino(),
    })
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
