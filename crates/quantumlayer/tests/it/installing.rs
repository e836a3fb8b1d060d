//! `run --deps`, `--lock` and `--types`: packages from each language's index, and no network after it.

use crate::support::{Ended, Home};

/// A single program with packages; none where the machine does not have the language.
fn run(name: &str, text: &str, more: &[&str]) -> Option<Ended> {
    let home = Home::new();
    let file = home.write(name, text);
    let mut arguments = vec!["run", file.to_str().expect("a path"), "--memory", "1024"];
    arguments.extend(more);
    let ended = home.run(&arguments);
    (ended.code != Some(127)).then_some(ended)
}

#[track_caller]
fn says(name: &str, text: &str, more: &[&str], wanted: &str) {
    if let Some(ended) = run(name, text, more) {
        assert_eq!(ended.code(0).stdout, wanted);
    }
}

#[test]
fn packages_of_each_index_are_installed_and_the_program_has_no_network() {
    says(
        "a.py",
        "import six, socket\nprint(six.__version__)\ntry: socket.create_connection(('1.1.1.1', 53), 2)\nexcept OSError: print('closed')\n",
        &["--deps", "six==1.16.0"],
        "1.16.0\nclosed\n",
    );
    says(
        "a.js",
        "const isNumber = require('is-number');\nrequire('net').connect(53, '1.1.1.1').on('error', () => console.log(isNumber(5), 'closed'));\n",
        &["--deps", "is-number@7.0.0"],
        "true closed\n",
    );
    says(
        "A.java",
        "import org.apache.commons.lang3.StringUtils;\npublic class A { public static void main(String[] a) { System.out.println(StringUtils.reverse(\"abc\")); } }\n",
        &["--deps", "org.apache.commons:commons-lang3:3.14.0"],
        "cba\n",
    );
    says(
        "a.rs",
        "fn main() { println!(\"{}\", itoa::Buffer::new().format(42u8)); }\n",
        &["--deps", "itoa@1.0.11"],
        "42\n",
    );
    says(
        "a.go",
        "package main\n\nimport (\n\t\"fmt\"\n\n\t\"github.com/google/uuid\"\n)\n\nfunc main() { fmt.Println(uuid.Nil) }\n",
        &["--deps", "github.com/google/uuid@v1.6.0"],
        "00000000-0000-0000-0000-000000000000\n",
    );
}

#[test]
fn what_cannot_be_installed_is_said_in_the_clients_words_and_not_in_ours() {
    let ended = run("a.py", "", &["--deps", "six==0.0.999"]).expect("Python is there").code(126);
    assert!(
        ended.stderr.contains("cannot be installed") && ended.stderr.contains("six==0.0.999"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("--deps") && !ended.stderr.contains("python3 -m venv"), "{}", ended.stderr);
}

#[test]
fn a_pom_with_an_extension_still_says_what_it_depends_on() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("p")).expect("a folder");
    home.write(
        "p/Main.java",
        "public class Main { public static void main(String[] a) { System.out.println(\n\
        org.apache.commons.lang3.StringUtils.reverse(\"abc\")); } }\n",
    );
    let lock = home.write("p/pom.xml", "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId>\n\
        <version>1</version><packaging>bundle</packaging><dependencies><dependency><groupId>org.apache.commons</groupId>\n\
        <artifactId>commons-lang3</artifactId><version>3.14.0</version></dependency></dependencies>\n<build>\n<extensions>\n\
        <extension><groupId>x</groupId><artifactId>y</artifactId><version>1</version></extension>\n</extensions>\n\
        <plugins><plugin><groupId>x</groupId><artifactId>z</artifactId><version>1</version>\n<extensions>true</extensions>\n\
        </plugin><plugin><artifactId>maven-dependency-plugin</artifactId><dependencies><dependency><groupId>x</groupId>\n\
        <artifactId>w</artifactId><version>1</version></dependency></dependencies></plugin></plugins></build></project>\n");
    let text = std::fs::read_to_string(&lock).expect("the pom");
    let wide = format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{text}");
    let wide: Vec<u8> = [0xfeff].into_iter().chain(wide.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let (folder, lock) = (home.path().join("p"), lock.display().to_string());
    for pom in [text.into_bytes(), wide] {
        std::fs::write(&lock, pom).expect("a pom");
        let words =
            ["run", folder.to_str().expect("a path"), "--lock", &lock, "--lang", "java", "--memory", "2048"];
        let ended = home.run(&words);
        if ended.code != Some(127) {
            assert_eq!(ended.code(0).stdout, "cba\n");
        }
    }
}

#[test]
fn a_folders_own_lock_file_says_what_is_installed() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("p/src")).expect("a folder");
    home.write(
        "p/Cargo.toml",
        "[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\nitoa = \"1\"\n",
    );
    home.write(
        "p/Cargo.lock",
        "version = 3\n\n[[package]]\nname = \"itoa\"\nversion = \"1.0.9\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"af150ab688ff2122fcef229be89cb50dd66af9e01a4ff320cc137eecc9bacc38\"\n\n[[package]]\nname = \"p\"\nversion = \"0.1.0\"\ndependencies = [\"itoa\"]\n",
    );
    home.write("p/src/main.rs", "fn main() { println!(\"{}\", itoa::Buffer::new().format(7u8)); }\n#[test]\nfn holds() { assert_eq!(itoa::Buffer::new().format(7u8), \"7\"); }\n");
    let lock = home.path().join("p/Cargo.lock");
    let (folder, lock) = (home.path().join("p").display().to_string(), lock.display().to_string());
    let ended = home.run(&["run", &folder, "--lock", &lock, "--memory", "2048"]);
    if ended.code == Some(127) {
        return;
    }
    assert_eq!(ended.code(0).stdout, "7\n");
    let tested = home.run(&["run", &folder, "--lock", &lock, "--memory", "2048", "--test", "--json"]).code(0);
    assert_eq!(tested.json()["tests"][0]["name"], "holds");
    // The checksum is the index's: another one is refused, and nothing runs.
    let text = std::fs::read_to_string(home.path().join("p/Cargo.lock")).expect("the lock");
    home.write("p/Cargo.lock", text.replace("af150ab6", "00000000"));
    let ended = home.run(&["run", &folder, "--lock", &lock, "--memory", "2048"]).code(126);
    assert!(ended.stderr.contains("checksum"), "{}", ended.stderr);
}

#[test]
fn scripts_of_packages_are_not_run() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("p/evil")).expect("a folder");
    home.write("p/package.json", r#"{"private": true, "scripts": {"preinstall": "echo ran > node_modules/ran"}, "dependencies": {"is-number": "7.0.0"}}"#);
    home.write(
        "p/index.js",
        "console.log(require('fs').existsSync('node_modules/ran'), require('is-number')(1));\n",
    );
    let folder = home.path().join("p").display().to_string();
    let manifest = format!("{folder}/package.json");
    let ended = home.run(&["run", &folder, "--lang", "javascript", "--lock", &manifest]);
    if ended.code != Some(127) {
        assert_eq!(ended.code(0).stdout, "false true\n");
    }
}

#[test]
fn no_python_package_is_built_where_there_is_a_network() {
    // Each asks for a source package, which runs its own code while it is built.
    for lock in ["--no-binary :all:\ninflection==0.5.1\n", "-e .\n", "./inflection.tar.gz\n"] {
        let home = Home::new();
        home.write("a.py", "print('ran')\n");
        let lock = home.write("requirements.txt", lock).display().to_string();
        let ended = home.run(&["run", "a.py", "--lock", &lock]).code(126);
        assert!(ended.stderr.contains("cannot be installed") && ended.stdout.is_empty(), "{}", ended.stderr);
    }
}

#[test]
fn what_is_no_package_is_refused_before_anything_runs() {
    for (name, wrong) in [
        ("a.py", "--index-url=http://x"),
        ("a.js", "x;id"),
        ("a.rs", "../x"),
        ("a.go", "uuid"),
        ("A.java", "junit"),
    ] {
        if let Some(ended) = run(name, "", &[&format!("--deps={wrong}")]) {
            assert!(ended.code(2).stderr.contains("is no package"), "{name}");
        }
    }
    if let Some(ended) = run("a.rb", "", &["--deps", "rake"]) {
        assert!(ended.code(2).stderr.contains("no package client"));
    }
}

#[test]
fn wrong_types_are_reported_on_request_and_nothing_runs() {
    let bad = "def f(x: int) -> str: return x\nprint('ran')\n";
    let ended = run("bad.py", bad, &["--types"]).expect("Python is there").code(126);
    assert!(ended.stderr.contains("bad.py:1") && !ended.stdout.contains("ran"), "{}", ended.stderr);
    says("bad.py", bad, &[], "ran\n");
    says("good.py", "def f(x: int) -> str: return str(x)\nprint(f(1))\n", &["--types"], "1\n");
    let ended = run("bad.ts", "const x: number = 'a';\nconsole.log('ran');\n", &["--types", "--json"]);
    if let Some(ended) = ended {
        let document = ended.code(126).json();
        assert_eq!(document["verdict"], "compile_error");
        assert!(document["stderr"].as_str().is_some_and(|text| text.contains("TS2322")), "{document:#}");
    }
}
