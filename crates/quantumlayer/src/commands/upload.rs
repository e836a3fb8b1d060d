//! What `run` takes into a box: a file, the regular files of a folder, or those of an archive.
//!
//! All or nothing: links, devices, names that lead elsewhere or that meet on some system, and more
//! than the bounds allow are refused by name, before a box is made.

use std::{
    collections::BTreeMap,
    fs::{File, Metadata},
    io::Read,
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use domain::{Explain, ProjectPath, sandbox::BoxFile};

use crate::exit::{Code, Failure, Result};

/// Most that is taken into a box.
const MAX_BYTES: u64 = 256 << 20;
const MAX_FILES: usize = 10_000;
/// Folders that tools fill again: they are not the program.
const LEFT_OUT: [&str; 5] = [".git", ".venv", "node_modules", "__pycache__", "target"];
const ARCHIVES: [&str; 4] = [".tar", ".tar.gz", ".tgz", ".zip"];

/// A program's files.
pub struct Upload {
    pub files: BTreeMap<ProjectPath, BoxFile>,
    /// A folder or an archive, as against a single file.
    pub whole: bool,
}

impl Upload {
    pub fn of(path: &Path) -> Result<Self> {
        let metadata = std::fs::metadata(path).map_err(|e| {
            Failure::usage(format!("{}: {e}", path.display()), "name a file or a folder that can be read")
        })?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let upload = if metadata.is_dir() {
            Self { files: folder(path)?, whole: true }
        } else if !metadata.is_file() {
            return Err(no_file(path));
        } else if ARCHIVES.iter().any(|ending| name.ends_with(ending)) {
            Self { files: archive(path)?, whole: true }
        } else {
            let mut taken = Taken::new(path);
            taken.add(&name, path)?;
            Self { files: taken.files, whole: false }
        };
        capsule::one_meaning(upload.files.keys().map(ProjectPath::as_str)).map_err(refused)?;
        Ok(upload)
    }
}

fn refused(error: capsule::CapsuleError) -> Failure {
    Failure::new(Code::USAGE, error.explained())
}

fn no_file(path: &Path) -> Failure {
    Failure::usage(
        format!("{} is a link or a device", path.display()),
        "only regular files and folders go into a box",
    )
}

fn too_large(path: &Path) -> Failure {
    Failure::usage(
        format!("{} is larger than {MAX_FILES} files or {} MiB", path.display(), MAX_BYTES >> 20),
        "run a smaller folder",
    )
}

fn archive(path: &Path) -> Result<BTreeMap<ProjectPath, BoxFile>> {
    let (bytes, _) = read(path, MAX_BYTES)?.ok_or_else(|| too_large(path))?;
    unpack(&bytes).map_err(refused)
}

/// A plain tree of files. Errors: whatever is not one.
pub fn unpack(archive: &[u8]) -> std::result::Result<BTreeMap<ProjectPath, BoxFile>, capsule::CapsuleError> {
    let limits = capsule::Limits { entries: MAX_FILES, ..capsule::Limits::default() };
    let file = |(path, (content, executable))| (path, BoxFile { content, executable });
    Ok(capsule::sources(archive, &limits)?.into_iter().map(file).collect())
}

fn folder(path: &Path) -> Result<BTreeMap<ProjectPath, BoxFile>> {
    let mut taken = Taken::new(path);
    let left_out = |name: &str| LEFT_OUT.contains(&name);
    let walk = walkdir::WalkDir::new(path).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|e| e.depth() == 0 || !left_out(&e.file_name().to_string_lossy())) {
        let entry = entry.map_err(|e| Failure::io(path.display(), e.into()))?;
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            return Err(no_file(entry.path()));
        }
        let relative = entry.path().strip_prefix(path).unwrap_or(entry.path());
        let relative = relative.to_str().ok_or_else(|| {
            Failure::usage(format!("the name of {} is not UTF-8", entry.path().display()), "rename the file")
        })?;
        taken.add(relative, entry.path())?;
    }
    Ok(taken.files)
}

/// What was read so far, within the bounds.
struct Taken<'a> {
    root: &'a Path,
    files: BTreeMap<ProjectPath, BoxFile>,
    left: u64,
}

impl<'a> Taken<'a> {
    fn new(root: &'a Path) -> Self {
        Self { root, files: BTreeMap::new(), left: MAX_BYTES }
    }

    fn add(&mut self, name: &str, file: &Path) -> Result<()> {
        let name = ProjectPath::parse(name).map_err(|e| Failure::usage(e.to_string(), "rename the file"))?;
        let (content, metadata) = read(file, self.left)?.ok_or_else(|| too_large(self.root))?;
        self.left -= content.len() as u64;
        self.files.insert(name, BoxFile { content, executable: metadata.permissions().mode() & 0o111 != 0 });
        if self.files.len() > MAX_FILES { Err(too_large(self.root)) } else { Ok(()) }
    }
}

/// A regular file of at most so many bytes; none if it is larger. What it was when it was seen may have
/// become something else by now, so that the open file is asked again, and nothing is waited for.
fn read(path: &Path, most: u64) -> Result<Option<(Vec<u8>, Metadata)>> {
    let wrong = |e| Failure::io(path.display(), e);
    let file = File::options().read(true).custom_flags(nix::libc::O_NONBLOCK).open(path).map_err(wrong)?;
    let metadata = file.metadata().map_err(wrong)?;
    if !metadata.is_file() {
        return Err(no_file(path));
    }
    if metadata.size() > most {
        return Ok(None);
    }
    let mut content = Vec::new();
    file.take(most + 1).read_to_end(&mut content).map_err(wrong)?;
    Ok((content.len() as u64 <= most).then_some((content, metadata)))
}
