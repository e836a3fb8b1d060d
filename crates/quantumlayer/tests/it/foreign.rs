//! Projects that nobody here wrote, as their index hands them out: their own tests, unchanged, give what they give on
//! the bare machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::Home;

/// What a command of this machine prints, on both streams, in a folder.
#[track_caller]
fn says(folder: &Path, words: &[&str]) -> String {
    let ended = Command::new(words[0]).args(&words[1..]).current_dir(folder).output().unwrap();
    let text = [ended.stdout, ended.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(ended.status.success(), "{words:?}: {text}");
    text
}

/// The only entry of a folder that has this ending.
fn only(folder: &Path, ending: &str) -> PathBuf {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut fitting = entries.filter(|path| path.display().to_string().ends_with(ending));
    fitting.next().unwrap_or_else(|| panic!("{} has nothing that ends with {ending}", folder.display()))
}

fn count(document: &Value, result: &str) -> usize {
    let tests = document["tests"].as_array().unwrap();
    tests.iter().filter(|test| test["result"] == result).count()
}

#[test]
fn a_python_source_package_with_unittest_has_the_bare_machines_result() {
    let home = Home::new();
    let pip = ["python3", "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"];
    says(home.path(), &[&pip[..], &["cachetools==5.5.0"]].concat());
    let archive = only(home.path(), ".tar.gz").display().to_string();
    let document = home.run(&["run", &archive, "--lang", "python", "--test", "--json"]).code(0).json();
    says(home.path(), &["tar", "-xzf", &archive]);
    let folder = home.path().join("cachetools-5.5.0");
    let bare = says(&folder, &["env", "PYTHONPATH=src", "python3", "-m", "unittest"]);
    assert!(bare.contains(&format!("Ran {} tests in", count(&document, "pass"))), "{bare}\n{document:#}");
    assert_eq!((document["passed"].as_bool(), count(&document, "pass")), (Some(true), 215));
    // The same tests see what is wrong.
    let code = folder.join("src/cachetools/keys.py");
    let text = std::fs::read_to_string(&code).unwrap().replace("type(v) for v", "0 for v");
    std::fs::write(&code, text).unwrap();
    let wrong = home.run(&["run", &folder.display().to_string(), "--test", "--json"]).code(1).json();
    assert!(count(&wrong, "fail") > 0, "{wrong:#}");
}

#[test]
fn an_npm_package_with_jest_has_the_bare_machines_result() {
    if !Path::new("/usr/bin/npm").exists() {
        return;
    }
    let home = Home::new();
    says(home.path(), &["npm", "pack", "--silent", "@sentry/webpack-plugin@1.14.0"]);
    says(home.path(), &["tar", "-xzf", &only(home.path(), ".tgz").display().to_string()]);
    let folder = home.path().join("package");
    let (lock, path) = (folder.join("package.json").display().to_string(), folder.display().to_string());
    let run = || home.run(&["run", &path, "--test", "--lock", &lock, "--memory", "1500", "--json"]);
    // What `jest` of its own version says of it where it is installed with `npm install`.
    let document = run().code(0).json();
    assert_eq!((document["passed"].as_bool(), count(&document, "pass")), (Some(true), 33), "{document:#}");
    let code = folder.join("src/index.js");
    let text = std::fs::read_to_string(&code).unwrap().replace("throw new Error", "return new Error");
    std::fs::write(&code, text).unwrap();
    assert!(count(&run().code(1).json(), "fail") > 0);
}

/// Whether this machine has all of these; says which one it lacks.
#[expect(clippy::print_stdout, reason = "says why a test tries nothing here")]
fn has(programs: &[&str]) -> bool {
    let lacking = programs.iter().find(|name| {
        !["/usr/bin", "/usr/local/bin"].iter().any(|folder| Path::new(folder).join(name).exists())
    });
    if let Some(name) = lacking {
        println!("skipped: this machine has no {name}");
    }
    lacking.is_none()
}

fn replace(path: &Path, old: &str, new: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(old), "{} has no `{old}`", path.display());
    std::fs::write(path, text.replace(old, new)).unwrap();
}

/// The original source of one of Debian's packages, unpacked; none where its index or it cannot be had.
#[expect(clippy::print_stdout, reason = "says why a test tries nothing here")]
fn debian_source(home: &Home, package: &str) -> Option<PathBuf> {
    let folder = home.path().join(package);
    // The machine's own index has programs alone: one of sources is read into this folder.
    let script = r#"
        set -e
        mkdir -p parts lists/partial
        for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.*; do
            [ ! -f "$file" ] || sed -e 's/^Types: deb$/Types: deb-src/' -e 's/^deb /deb-src /' "$file" > "parts/$(basename "$file")"
        done
        get() { apt-get -q -q -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$PWD/parts" -o "Dir::State::lists=$PWD/lists" \
            -o "Dir::Cache=$PWD" -o APT::Sandbox::User=root "$@"; }
        get update
        get source --download-only --tar-only "$1"
        mkdir "$1"
        tar -xf "$1"_*.orig.tar.* -C "$1" --strip-components=1
    "#;
    let words = ["-c", script, "sh", package];
    let ended = Command::new("sh").args(words).current_dir(home.path()).output().unwrap();
    if !ended.status.success() {
        println!("skipped: {}", String::from_utf8_lossy(&ended.stderr));
        return None;
    }
    Some(folder)
}

#[test]
fn an_npm_package_with_vitest_has_the_bare_machines_result() {
    if !has(&["npm"]) {
        return;
    }
    let home = Home::new();
    says(home.path(), &["npm", "pack", "--silent", "@zod/mini@4.6.5"]);
    says(home.path(), &["tar", "-xzf", &only(home.path(), ".tgz").display().to_string()]);
    let folder = home.path().join("package");
    let path = folder.display().to_string();
    let words =
        ["run", &path, "--test", "--lang", "typescript", "--deps", "zod@4.6.5", "--memory", "1500", "--json"];
    // What `vitest run` says of it beside `zod` of that version.
    let document = home.run(&words).code(0).json();
    assert_eq!((document["passed"].as_bool(), count(&document, "pass")), (Some(true), 2), "{document:#}");
    std::fs::write(folder.join("src/index.ts"), "export * from \"zod\";\n").unwrap();
    assert!(count(&home.run(&words).code(1).json(), "fail") > 0);
}

/// Copies parts of a release from a Maven index, each with its kind and its classifier, into a folder.
fn maven_copies(folder: &Path, group: &str, name: &str, version: &str, parts: &[(&str, &str)]) {
    let part = |(kind, classifier): &(&str, &str)| {
        let own =
            format!("<groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>");
        format!("<dependency>{own}<type>{kind}</type><classifier>{classifier}</classifier></dependency>")
    };
    let parts: String = parts.iter().map(part).collect();
    let head = "<modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version>";
    let asking = folder.join("asking.xml").display().to_string();
    std::fs::write(&asking, format!("<project>{head}<dependencies>{parts}</dependencies></project>"))
        .unwrap();
    let copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";
    let place = format!("-DoutputDirectory={}", folder.display());
    says(
        folder,
        &["mvn", "-q", "-B", "-f", &asking, copy, "-DexcludeTransitive=true", "-Dmdep.copyPom=true", &place],
    );
}

#[test]
fn a_maven_source_release_with_an_abstract_test_has_the_bare_machines_result() {
    if !has(&["mvn", "javac", "unzip"]) {
        return;
    }
    let home = Home::new();
    let name = "maven-common-artifact-filters-3.3.2";
    let artifact = "maven-common-artifact-filters";
    maven_copies(home.path(), "org.apache.maven.shared", artifact, "3.3.2", &[("zip", "source-release")]);
    says(home.path(), &["unzip", "-q", &only(home.path(), ".zip").display().to_string()]);
    let folder = home.path().join(name);
    let (path, pom) = (folder.display().to_string(), folder.join("pom.xml").display().to_string());
    let words = [
        "run",
        &path,
        "--test",
        "--lang",
        "java",
        "--lock",
        &pom,
        "--memory",
        "1500",
        "--timeout",
        "100",
        "--json",
    ];
    // Every test that the release has.
    let document = home.run(&words).code(0).json();
    assert_eq!((document["passed"].as_bool(), count(&document, "pass")), (Some(true), 230), "{document:#}");
    let code =
        folder.join("src/main/java/org/apache/maven/shared/artifact/filter/collection/ClassifierFilter.java");
    replace(&code, "getClassifier()", "getType()");
    assert!(count(&home.run(&words).code(1).json(), "fail") > 0);
}

#[test]
fn a_ruby_source_package_with_minitest_has_the_bare_machines_result() {
    if !has(&["ruby", "apt-get"]) {
        return;
    }
    let home = Home::new();
    let Some(folder) = debian_source(&home, "ruby-builder") else { return };
    let all = "Dir['{test/**/,}{*_test,test_*}.rb'].sort.each { |file| require \"./#{file}\" }";
    let bare = Command::new("ruby").args(["-I.", "-Ilib", "-Itest", "-e", all]).current_dir(&folder).output();
    let bare = String::from_utf8_lossy(&bare.unwrap().stdout).into_owned();
    let path = folder.display().to_string();
    // One of its tests is about a Ruby of long ago, and fails outside of a box as well.
    let words = ["run", &path, "--test", "--lang", "ruby", "--json"];
    let document = home.run(&words).json();
    let (passed, failed) = (count(&document, "pass"), count(&document, "fail"));
    assert!(
        bare.contains(&format!("{} runs", passed + failed)) && bare.contains(&format!("{failed} failures")),
        "{bare} {document:#}"
    );
    assert_eq!((passed + failed, count(&document, "not_run")), (113, 0), "{document:#}");
    replace(&folder.join("lib/builder/xmlbase.rb"), "_text(_escape(text))", "_text(text)");
    assert!(count(&home.run(&words).json(), "fail") > failed);
}

#[test]
fn a_php_source_package_with_phpunit_has_the_bare_machines_result() {
    if !has(&["php", "phpunit", "composer", "apt-get"]) {
        return;
    }
    let home = Home::new();
    let Some(folder) = debian_source(&home, "php-doctrine-inflector") else { return };
    // The classes are found by names, as after `composer install`; nothing is fetched.
    says(&folder, &["env", "COMPOSER_ALLOW_SUPERUSER=1", "composer", "dump-autoload", "--quiet", "--dev"]);
    let bare = says(&folder, &["phpunit", "--do-not-cache-result", "--bootstrap", "vendor/autoload.php"]);
    let path = folder.display().to_string();
    let words = ["run", &path, "--test", "--lang", "php", "--json"];
    let document = home.run(&words).code(0).json();
    assert!(bare.contains(&format!("OK ({} tests", count(&document, "pass"))), "{bare} {document:#}");
    assert_eq!(document["passed"], true, "{document:#}");
    replace(&folder.join("lib/Doctrine/Inflector/Inflector.php"), "lcfirst($this->classify($word))", "$word");
    assert!(count(&home.run(&words).json(), "fail") > 0);
}

#[test]
fn a_maven_release_with_junit_jupiter_has_the_bare_machines_result() {
    if !has(&["mvn", "javac", "unzip"]) {
        return;
    }
    let home = Home::new();
    let parts = [("jar", "sources"), ("jar", "test-sources")];
    maven_copies(home.path(), "commons-cli", "commons-cli", "1.9.0", &parts);
    let folder = home.path().join("project");
    let (path, pom) = (folder.display().to_string(), folder.join("pom.xml").display().to_string());
    for (jar, part) in [("1.9.0-sources.jar", "main"), ("test-sources.jar", "test")] {
        let (code, files) = (format!("project/src/{part}/java"), format!("project/src/{part}/resources"));
        let jar = only(home.path(), jar).display().to_string();
        std::fs::create_dir_all(folder.join("src").join(part)).unwrap();
        says(home.path(), &["unzip", "-q", &jar, "*.java", "-d", &code]);
        says(home.path(), &["unzip", "-q", &jar, "-x", "*.java", "META-INF/*", "-d", &files]);
    }
    std::fs::copy(only(home.path(), ".pom"), &pom).unwrap();
    let words = ["run", &path, "--test", "--lock", &pom, "--memory", "1500", "--timeout", "100", "--json"];
    let document = home.run(&words).code(0).json();
    // What `mvn test` says of it: 797 are run, 59 skipped.
    let counts = (count(&document, "pass"), count(&document, "skipped"));
    assert_eq!((document["passed"].as_bool(), counts), (Some(true), (738, 59)), "{document:#}");
    replace(
        &folder.join("src/main/java/org/apache/commons/cli/Option.java"),
        "return required;",
        "return false;",
    );
    assert!(count(&home.run(&words).code(1).json(), "fail") > 0);
}
