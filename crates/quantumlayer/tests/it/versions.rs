//! Which version of a language runs: what its name starts, unless somebody asks for another.

use std::{
    collections::BTreeMap,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{Ended, Home};

/// Other Pythons on this machine, by `major.minor`: those of pyenv, and what a name leads to.
fn pythons() -> BTreeMap<String, PathBuf> {
    let listed = Command::new("sh").args(["-c", "ls -d ~/.pyenv/versions/*/bin/python3"]).output().unwrap();
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let managed = listed.lines().map(PathBuf::from);
    let named = ["/usr/bin/python3", "/usr/local/bin/python3"].map(PathBuf::from);
    let ask = "import sys; print('%d.%d' % sys.version_info[:2], sys.base_prefix)";
    let mut found = BTreeMap::new();
    for python in managed.chain(named) {
        let Ok(output) = Command::new(&python).args(["-I", "-c", ask]).output() else { continue };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if let Some((version, prefix)) = text.trim().split_once(' ') {
            found.insert(version.to_owned(), PathBuf::from(prefix));
        }
    }
    found.retain(|version, _| version.starts_with("3.") && !["3.6", "3.7"].contains(&version.as_str()));
    found
}

/// Two versions and their programs; none where this machine has one alone.
#[expect(clippy::print_stdout, reason = "says why a test tries nothing here")]
fn two() -> Option<[(String, PathBuf); 2]> {
    let mut found = pythons().into_iter().map(|(version, prefix)| (version, prefix.join("bin/python3")));
    let both = found.next().zip(found.next_back());
    if both.is_none() {
        println!("skipped: this machine has one Python");
    }
    both.map(|(one, other)| [one, other])
}

/// Prints the version that runs it.
const WHICH: &str = "import sys\nprint('%d.%d' % sys.version_info[:2])\n";

/// With a folder that stands first on the search path.
fn run(home: &Home, first: &Path, arguments: &[&str]) -> Ended {
    let path = std::env::var_os("PATH").unwrap().into_string().unwrap();
    let arguments = [&["run"], arguments].concat();
    let output = home.command(&arguments).env("PATH", format!("{}:{path}", first.display())).output();
    Ended::of(output.unwrap())
}

#[test]
fn without_a_version_what_the_name_starts_runs_and_not_the_newest() {
    let Some(both) = two() else { return };
    let home = Home::new();
    let file = home.write("which.py", WHICH).display().to_string();
    for (version, python) in &both {
        let first = home.path().join(version);
        std::fs::create_dir(&first).unwrap();
        symlink(python, first.join("python3")).unwrap();
        assert_eq!(run(&home, &first, &[&file]).code(0).stdout, format!("{version}\n"));
        // It is also the choice where a range takes both.
        assert_eq!(
            run(&home, &first, &[&file, "--lang", "python@>=3.8"]).code(0).stdout,
            format!("{version}\n")
        );
    }
}

#[test]
fn a_name_that_is_made_to_start_another_version_is_followed_at_once() {
    let Some(both) = two() else { return };
    let home = Home::new();
    let file = home.write("which.py", WHICH).display().to_string();
    let link = home.path().join("python3");
    for (version, python) in &both {
        let _ = std::fs::remove_file(&link);
        symlink(python, &link).unwrap();
        assert_eq!(run(&home, home.path(), &[&file]).code(0).stdout, format!("{version}\n"));
    }
}

#[test]
fn of_two_jdks_the_one_that_java_starts_runs_and_the_other_with_a_selector() {
    let listed = std::fs::read_dir("/usr/lib/jvm").into_iter().flatten().flatten();
    let homes: Vec<PathBuf> =
        listed.map(|entry| entry.path()).filter(|home| home.join("bin/javac").exists()).collect();
    let version = |home: &PathBuf| {
        let release = std::fs::read_to_string(home.join("release")).ok()?;
        Some(release.split_once("JAVA_VERSION=\"")?.1.split_once('"')?.0.to_owned())
    };
    let all: BTreeMap<String, PathBuf> =
        homes.iter().filter_map(|home| Some((version(home)?, home.clone()))).collect();
    let Some(((one, first), (other, _))) =
        all.first_key_value().zip(all.last_key_value()).filter(|_| all.len() > 1)
    else {
        println!("skipped: this machine has one JDK, or none");
        return;
    };
    let home = Home::new();
    let text = "class Main { public static void main(String[] a) { System.out.println(System.getProperty(\"java.version\")); } }";
    let file = home.write("Main.java", text).display().to_string();
    let first = first.join("bin");
    assert_eq!(run(&home, &first, &[&file]).code(0).stdout, format!("{one}\n"));
    let wanted = format!("java@{other}");
    assert_eq!(run(&home, &first, &[&file, "--lang", &wanted]).code(0).stdout, format!("{other}\n"));
}

#[test]
fn what_the_name_starts_is_passed_over_with_the_reason_where_it_does_not_work_in_a_box() {
    let home = Home::new();
    let file = home.write("which.py", "print('ran')\n").display().to_string();
    let says = r#"{"version":"3.99.1","implementation":"CPython","executable":"/bin/false","folders":[]}"#;
    let fake = home.write("python3", format!("#!/bin/sh\necho '{says}'\n"));
    std::fs::set_permissions(&fake, std::fs::Permissions::from_mode(0o755)).unwrap();
    let ended = run(&home, home.path(), &[&file]).code(0);
    assert_eq!(ended.stdout, "ran\n");
    assert!(ended.stderr.contains("/bin/false does not work in a box"), "{}", ended.stderr);
    // Where only that fits there is nothing to take in its place.
    let refused = run(&home, home.path(), &[&file, "--lang", "python@3.99"]).code(127);
    assert!(refused.stderr.contains("/bin/false"), "{}", refused.stderr);
}

#[test]
fn a_version_that_the_projects_own_files_name_runs_where_it_is_there() {
    let Some([(one, python), (other, another)]) = two() else { return };
    let home = Home::new();
    for (name, python) in [("python3", &python), ("python3.14", &another)] {
        symlink(python, home.path().join(name)).unwrap();
    }
    let project = home.path().join("project");
    std::fs::create_dir(&project).unwrap();
    std::fs::write(project.join("main.py"), WHICH).unwrap();
    let path = project.display().to_string();
    let asks = |range: &str| {
        let text = format!("[project]\nname = \"p\"\nrequires-python = \"{range}\"\n");
        std::fs::write(project.join("pyproject.toml"), text).unwrap();
        run(&home, home.path(), &[&path]).code(0)
    };
    assert_eq!(asks(">=3.8").stdout, format!("{one}\n"));
    assert_eq!(asks(&format!("=={other}.*")).stdout, format!("{other}\n"));
    let none = asks(">=3.99");
    assert_eq!(none.stdout, format!("{one}\n"));
    assert!(none.stderr.contains("pyproject.toml asks for >=3.99"), "{}", none.stderr);
}

#[test]
fn several_versions_of_one_language_run_side_by_side() {
    let found = pythons();
    if found.len() < 2 {
        println!("skipped: this machine has one Python");
        return;
    }
    let home = Home::new();
    let kept = home.path().join(".pyenv/versions");
    std::fs::create_dir_all(&kept).unwrap();
    for (version, prefix) in &found {
        symlink(prefix, kept.join(version)).unwrap();
    }
    let file = home.write("which.py", "import sys\nprint('%d.%d' % sys.version_info[:2], sys.argv[1])\n");
    let start = |version: &str| {
        let language = format!("python@{version}");
        let arguments = ["run", file.to_str().unwrap(), "--lang", &language, "--", version];
        home.command(&arguments).env("HOME", home.path()).spawn().unwrap()
    };
    let both: Vec<_> = found.keys().map(|version| (version, start(version))).collect();
    for (version, child) in both {
        let ended = Ended::of(child.wait_with_output().unwrap()).code(0);
        assert_eq!(ended.stdout, format!("{version} {version}\n"), "{}", ended.stderr);
    }
    let missing = start("3.99").wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(said.contains("3.99") && found.keys().all(|version| said.contains(version.as_str())), "{said}");
}
