//! Writes the files of an opened capsule to disk: all of them, or none.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use domain::roles::OpenedCapsule;

use crate::CapsuleError;

/// Writes the capsule's folder as `folder`, which must not exist or be empty. The files are
/// written into a folder beside it, which gets its name when it is whole.
pub fn unpack(capsule: &OpenedCapsule, folder: &Path) -> Result<(), CapsuleError> {
    check_destination(folder)?;
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |e: io::Error| CapsuleError::Write { path, cause: e.to_string() }
    };
    let folder = std::path::absolute(folder).map_err(failed(folder))?;
    let temporary = temporary_beside(&folder).map_err(failed(&folder))?;
    let written = write_all(capsule, &temporary).and_then(|()| {
        if folder.exists() {
            // Only an empty one goes; anything written into it meanwhile stops us here.
            fs::remove_dir(&folder).map_err(failed(&folder))?;
        }
        fs::rename(&temporary, &folder).map_err(failed(&folder))
    });
    if written.is_err() {
        // The first error is the one to tell; what cannot be removed is named by its prefix.
        let _ = fs::remove_dir_all(&temporary);
    }
    written
}

fn check_destination(folder: &Path) -> Result<(), CapsuleError> {
    let shown = || folder.display().to_string();
    let refused = |e: io::Error| CapsuleError::Write { path: shown(), cause: e.to_string() };
    match fs::symlink_metadata(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(refused(e)),
        Ok(found) if !found.is_dir() => return Err(refused(io::Error::from(io::ErrorKind::NotADirectory))),
        Ok(_) => {}
    }
    match fs::read_dir(folder).map_err(refused)?.next() {
        None => Ok(()),
        Some(_) => Err(CapsuleError::NotEmpty { folder: shown() }),
    }
}

/// A new folder that only we can enter until it gets its name.
fn temporary_beside(folder: &Path) -> io::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt;
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    };
    for attempt in 0..1000 {
        let name = format!(".{}.unpacking-{}-{attempt}", name.to_string_lossy(), std::process::id());
        let temporary = parent.join(name);
        match fs::DirBuilder::new().mode(0o700).create(&temporary) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
            created => return created.map(|()| temporary),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

fn write_all(capsule: &OpenedCapsule, root: &Path) -> Result<(), CapsuleError> {
    for (path, (bytes, executable)) in &capsule.files {
        let file = root.join(path.as_str());
        let written = write(&file, bytes, *executable);
        written.map_err(|e| CapsuleError::Write { path: path.to_string(), cause: e.to_string() })?;
    }
    let open = fs::set_permissions(root, fs::Permissions::from_mode(0o755));
    open.map_err(|e| CapsuleError::Write { path: root.display().to_string(), cause: e.to_string() })
}

fn write(path: &Path, bytes: &[u8], executable: bool) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mode = if executable { 0o755 } else { 0o644 };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(bytes)?;
    // Whatever the umask is: the same capsule gives the same tree.
    file.set_permissions(fs::Permissions::from_mode(mode))
}
