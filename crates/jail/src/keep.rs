//! Folders that outlive a box: kept read-only, or removed, whatever a program left in them.
//!
//! Only for use when every process of the box is dead: nothing else changes these folders then.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::path::{Path, PathBuf};

/// Deeper trees are refused: real installations stay far below.
const MAX_DEPTH: usize = 100;

/// How much a folder holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Content {
    pub bytes: u64,
    pub files: u64,
}

/// Makes everything below readable for all and writable for its owner, us, alone.
///
/// The run's user differs from the installation's: modes that shut others out would shut it out.
pub fn freeze(folder: &Path) -> io::Result<Content> {
    let root = nix::unistd::geteuid().is_root();
    walk(folder, &mut |path, meta| {
        if root {
            lchown(path, Some(0), Some(0))?;
        }
        if meta.is_dir() {
            fs::set_permissions(path, Permissions::from_mode(0o755))?;
        } else if meta.is_file() {
            let executable = meta.mode() & 0o111 != 0;
            fs::set_permissions(path, Permissions::from_mode(if executable { 0o755 } else { 0o644 }))?;
        } else if !meta.is_symlink() {
            // A socket or FIFO has no meaning in a layer.
            fs::remove_file(path)?;
        }
        Ok(())
    })
}

/// Bytes that an ordinary user may still write on the disk that holds `path`.
pub fn free_bytes(path: &Path) -> io::Result<u64> {
    let disk = nix::sys::statvfs::statvfs(path).map_err(io::Error::from)?;
    Ok(disk.blocks_available() as u64 * disk.fragment_size() as u64)
}

/// What is there now. After a power failure files may be shorter than they were written.
pub fn measure(folder: &Path) -> io::Result<Content> {
    walk(folder, &mut |_, _| Ok(()))
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path, &fs::Metadata) -> io::Result<()>) -> io::Result<Content> {
    let mut content = Content::default();
    let mut open: Vec<(PathBuf, usize)> = vec![(folder.to_owned(), 0)];
    while let Some((path, depth)) = open.pop() {
        let meta = fs::symlink_metadata(&path)?;
        visit(&path, &meta)?;
        if meta.is_file() {
            content.files += 1;
            content.bytes += meta.len();
        }
        if !meta.is_dir() {
            continue;
        }
        if depth >= MAX_DEPTH {
            return Err(io::Error::other("the folder is nested too deeply"));
        }
        for entry in fs::read_dir(&path)? {
            open.push((entry?.path(), depth + 1));
        }
    }
    Ok(content)
}

/// Removes a tree of any depth without recursion: what lies deeper is first moved up.
pub fn discard(folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(meta) if !meta.is_dir() => return fs::remove_file(folder),
        Ok(_) => {}
    }
    let mut moved = 0u64;
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    loop {
        let mut found = false;
        for entry in fs::read_dir(folder)? {
            found = true;
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                empty(&entry.path(), folder, &mut moved)?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        if !found {
            return fs::remove_dir(folder);
        }
    }
}

/// Removes a folder whose own folders are moved to `top` first.
fn empty(folder: &Path, top: &Path, moved: &mut u64) -> io::Result<()> {
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            fs::remove_file(entry.path())?;
            continue;
        }
        fs::set_permissions(entry.path(), Permissions::from_mode(0o700))?;
        loop {
            *moved += 1;
            match fs::rename(entry.path(), top.join(format!("{moved}.gone"))) {
                Ok(()) => break,
                // Somebody thought of this name before.
                Err(error)
                    if matches!(
                        error.raw_os_error(),
                        Some(libc::EEXIST | libc::ENOTEMPTY | libc::ENOTDIR)
                    ) => {}
                Err(error) => return Err(error),
            }
        }
    }
    fs::remove_dir(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_tree_is_removed_whole_and_nothing_beside_it() {
        let base = tempfile::tempdir().unwrap();
        let (tree, beside) = (base.path().join("tree"), base.path().join("beside"));
        fs::create_dir(&beside).unwrap();
        fs::write(beside.join("kept"), "x").unwrap();
        fs::create_dir_all(tree.join("1.gone/inner")).unwrap();
        fs::write(tree.join("2.gone"), "a name in the way").unwrap();
        std::os::unix::fs::symlink(&beside, tree.join("link")).unwrap();
        let script = "import os,sys\nos.chdir(sys.argv[1])\nfor i in range(1200):\n os.mkdir('d');os.chdir('d')\n\
                      open('f','w');os.chmod('.',0)";
        let made = std::process::Command::new("/usr/bin/python3").args(["-c", script]).arg(&tree).status();
        assert!(made.unwrap().success());
        discard(&tree).unwrap();
        assert!(!tree.exists() && beside.join("kept").exists());
        discard(&tree).unwrap();
    }

    #[test]
    fn freezing_takes_rights_away_and_follows_no_link() {
        let base = tempfile::tempdir().unwrap();
        let (tree, outside) = (base.path().join("tree"), base.path().join("outside"));
        fs::create_dir_all(tree.join("shut")).unwrap();
        fs::write(&outside, "x").unwrap();
        fs::set_permissions(&outside, Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink(&outside, tree.join("link")).unwrap();
        fs::write(tree.join("shut/tool"), "12345").unwrap();
        fs::set_permissions(tree.join("shut/tool"), Permissions::from_mode(0o6711)).unwrap();
        fs::set_permissions(tree.join("shut"), Permissions::from_mode(0o700)).unwrap();
        assert_eq!(freeze(&tree).unwrap(), Content { bytes: 5, files: 1 });
        assert_eq!(measure(&tree).unwrap(), Content { bytes: 5, files: 1 });
        let mode = |path: &str| fs::symlink_metadata(tree.join(path)).unwrap().mode() & 0o7777;
        assert_eq!((mode("shut"), mode("shut/tool")), (0o755, 0o755));
        assert_eq!(fs::metadata(&outside).unwrap().mode() & 0o7777, 0o600);
    }
}
