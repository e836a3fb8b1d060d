//! Hostile uploads are refused as a whole and by name, before anything runs.

use std::{os::unix::fs::symlink, path::Path};

use crate::support::Home;

/// Makes an archive by a line of Python: `add(name, content, kind, target)` for each entry.
fn archive(home: &Home, name: &str, entries: &str) -> String {
    let path = home.path().join(name);
    let code = format!(
        "import tarfile, io, sys\n\
         t = tarfile.open(sys.argv[1], 'w:gz' if sys.argv[1].endswith('gz') else 'w', format=tarfile.GNU_FORMAT)\n\
         def add(name, content=b'print(1)', kind=tarfile.REGTYPE, target=''):\n    \
         i = tarfile.TarInfo(name); i.type = kind; i.linkname = target; i.size = len(content) if kind == tarfile.REGTYPE else 0\n    \
         t.addfile(i, io.BytesIO(content))\n\
         T = tarfile\n{entries}\nt.close()\n"
    );
    let made = std::process::Command::new("python3").args(["-c", &code]).arg(&path).output().expect("Python");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    path.display().to_string()
}

/// The reason that is given for a program that must not run.
#[track_caller]
fn refusal(home: &Home, path: &str) -> String {
    let ended = home.run(&["run", path, "--lang", "python"]).code(2);
    assert_eq!(ended.stdout, "", "something ran");
    ended.stderr
}

#[test]
fn an_archive_runs_like_the_folder_that_it_holds() {
    let home = Home::new();
    for (name, entries) in [
        ("a.tar.gz", "add('p/main.py', b'import part; print(part.x)'); add('p/part.py', b'x = 5')"),
        ("b.tar", "add('main.py', b'import part; print(part.x)'); add('part.py', b'x = 5')"),
        (
            "c.tgz",
            "add('p', kind=T.DIRTYPE); add('p/main.py', b'import lib.part as a; print(a.x)'); add('p/lib/part.py', b'x = 5')",
        ),
    ] {
        let path = archive(&home, name, entries);
        assert_eq!(home.run(&["run", &path]).code(0).stdout, "5\n", "{name}");
    }
}

#[test]
fn archives_that_reach_out_link_or_trick_are_refused_with_the_reason() {
    let home = Home::new();
    for (entries, reason) in [
        ("add('../evil.py')", "leaves its folder"),
        ("add('/etc/evil.py')", "leaves its folder"),
        ("add('a/../../evil.py')", "leaves its folder"),
        ("add('main.py'); add('C:\\\\evil.py')", "leaves its folder"),
        ("add('main.py'); add('a\\x1b]0;x')", "not portable"),
        ("add('main.py', kind=T.SYMTYPE, target='/etc/passwd')", "symbolic link"),
        ("add('main.py'); add('x', kind=T.LNKTYPE, target='main.py')", "hard link"),
        ("add('main.py'); add('x', kind=T.CHRTYPE)", "character device"),
        ("add('main.py'); add('x', kind=T.BLKTYPE)", "block device"),
        ("add('main.py'); add('x', kind=T.FIFOTYPE)", "named pipe"),
        ("add('main.py'); add('MAIN.py')", "same file on some systems"),
        ("add('main.py'); add('caf\\u00e9'); add('cafe\\u0301')", "same file on some systems"),
        ("add('main.py'); add('main.py')", "same file on some systems"),
        ("add('a'); add('a/main.py')", "same file on some systems"),
        ("add('main.py'); add('d/' * 40 + 'x')", "deeper than"),
        ("add('main.py'); add('big', b'\\0' * (80 << 20))", "more than"),
        ("for n in range(10050): add(f'f{n}', b'')", "more than"),
    ] {
        let path = archive(&home, "hostile.tar.gz", entries);
        let said = refusal(&home, &path);
        assert!(said.contains(reason), "{entries}: {said}");
        assert!(!said.contains('\u{1b}'), "{entries}: a name reached the terminal as it was");
    }
    let plain = archive(&home, "big.tar", "add('main.py'); add('big', b'\\0' * (80 << 20))");
    assert!(refusal(&home, &plain).contains("larger than"));
    let cut = home.write("cut.tar.gz", &std::fs::read(home.path().join("hostile.tar.gz")).unwrap()[..300]);
    assert!(refusal(&home, cut.to_str().unwrap()).contains("gzip"));
    assert!(!Path::new("/etc/evil.py").exists() && !home.path().join("evil.py").exists());
}

/// As `archive` does, for a zip; `link(name, target)` adds a symbolic link as Info-ZIP does.
fn zip(home: &Home, name: &str, entries: &str) -> String {
    let path = home.path().join(name);
    let code = format!(
        "import zipfile, sys, warnings\nwarnings.simplefilter('ignore')\n\
         z = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)\n\
         def add(name, content=b'print(1)'): z.writestr(name, content)\n\
         def link(name, target):\n    \
         i = zipfile.ZipInfo(name); i.create_system = 3; i.external_attr = 0o120777 << 16\n    \
         z.writestr(i, target)\n\
         {entries}\nz.close()\n"
    );
    let made = std::process::Command::new("python3").args(["-c", &code]).arg(&path).output().expect("Python");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    path.display().to_string()
}

#[test]
fn a_zip_runs_like_the_folder_that_it_holds() {
    let home = Home::new();
    let entries = "z.mkdir('p') if hasattr(z, 'mkdir') else None\n\
        add('p/main.py', b'import lib.part as a; print(a.x)'); add('p/lib/part.py', b'x = 5')";
    let path = zip(&home, "a.zip", entries);
    assert_eq!(home.run(&["run", &path]).code(0).stdout, "5\n");
}

#[test]
fn zips_that_reach_out_link_or_trick_are_refused_with_the_reason() {
    let home = Home::new();
    for (entries, reason) in [
        ("add('../evil.py')", "leaves its folder"),
        ("add('/etc/evil.py')", "leaves its folder"),
        ("add('main.py'); add('a/../../evil.py')", "leaves its folder"),
        ("link('main.py', '/etc/passwd')", "symbolic link"),
        ("add('main.py'); add('MAIN.py')", "same file on some systems"),
        ("add('main.py'); add('caf\\u00e9'); add('cafe\\u0301')", "same file on some systems"),
        ("add('main.py'); add('main.py')", "same file on some systems"),
        ("add('a'); add('a/main.py')", "same file on some systems"),
        ("add('main.py'); add('a\\x1b]0;x')", "not portable"),
        ("add('main.py'); add('big', b'\\0' * (60 << 20))", "more than"),
        ("for n in range(10050): add(f'f{n}', b'')", "more than"),
    ] {
        let path = zip(&home, "hostile.zip", entries);
        let said = refusal(&home, &path);
        assert!(said.contains(reason), "{entries}: {said}");
        assert!(!said.contains('\u{1b}'), "{entries}: a name reached the terminal as it was");
    }
    let cut = home.write("cut.zip", &std::fs::read(home.path().join("hostile.zip")).unwrap()[..300]);
    assert!(refusal(&home, cut.to_str().unwrap()).contains("end mark is missing"));
    assert!(!Path::new("/etc/evil.py").exists() && !home.path().join("evil.py").exists());
}

#[test]
fn folders_with_links_devices_and_meeting_names_are_refused() {
    let home = Home::new();
    let folder = home.path().join("p");
    let path = folder.display().to_string();
    let fresh = || {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("main.py"), "print('ran')").unwrap();
    };
    fresh();
    symlink("/etc/passwd", folder.join("secret")).unwrap();
    assert!(refusal(&home, &path).contains("secret is a link or a device"));
    fresh();
    let made = std::process::Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap();
    assert!(made.success());
    assert!(refusal(&home, &path).contains("pipe is a link or a device"));
    assert!(refusal(&home, folder.join("pipe").to_str().unwrap()).contains("link or a device"));
    for (one, other) in [("Part.py", "part.py"), ("caf\u{e9}", "cafe\u{301}")] {
        fresh();
        std::fs::write(folder.join(one), "").unwrap();
        std::fs::write(folder.join(other), "").unwrap();
        assert!(refusal(&home, &path).contains("same file on some systems"), "{one}");
    }
    fresh();
    // A sparse terabyte costs its sender nothing.
    std::fs::File::create(folder.join("huge")).unwrap().set_len(1 << 40).unwrap();
    assert!(refusal(&home, &path).contains("larger than"));
    fresh();
    std::fs::write(folder.join("con.py"), "").unwrap();
    assert!(refusal(&home, &path).contains("reserves"));
    fresh();
    assert_eq!(home.run(&["run", &path]).code(0).stdout, "ran\n");
}

#[test]
fn a_hostile_capsule_is_not_unpacked() {
    let home = Home::new();
    let record = "add('p/capsule.json', b'{\"format\": \"quantumcapsule/1\"}')";
    for (entries, reason) in [
        ("add('p/../../evil')", "leaves its folder"),
        ("add('p/x', kind=T.SYMTYPE, target='/etc')", "symbolic link"),
        ("add('p/x', kind=T.LNKTYPE, target='/etc/passwd')", "hard link"),
        ("add('p/x', kind=T.CHRTYPE)", "character device"),
        ("add('p/a'); add('p/A')", "same file on some systems"),
        ("add('p/a', b'\\0' * (80 << 20))", "more than"),
        ("add('q/a')", "two folders"),
    ] {
        let path = archive(&home, "hostile.tar.gz", &format!("{record}; {entries}"));
        let ended = home.run(&["capsule", "unpack", &path, "out"]);
        assert!(ended.code.is_some_and(|code| code != 0), "{entries}");
        assert!(ended.stderr.contains(reason), "{entries}: {}", ended.stderr);
        assert!(!home.path().join("out").exists() && !home.path().join("evil").exists(), "{entries}");
    }
}
