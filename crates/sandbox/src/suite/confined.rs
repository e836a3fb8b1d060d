//! Which of a project's sources its runner looks into, as the runner's own settings say.

use domain::ProjectPath;
use regex::Regex;
use serde::Deserialize;

use super::{Files, compile, named};
use crate::error::SandboxError;

/// Where a runner's settings are, and how they name places; data of a suite.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confined {
    /// The first of these that is there.
    settings: Vec<String>,
    /// Finds what counts for nothing in them, such as comments.
    #[serde(default)]
    ignored: Option<String>,
    /// Finds the parts that list places; in these its first group is a place.
    part: String,
    place: String,
    /// Likewise, of places that are left out.
    #[serde(default)]
    except: Option<String>,
    /// Its places where it names none.
    #[serde(default)]
    usual: Vec<String>,
    /// Places are names of classes below any folder, with or without an ending, as Maven has them.
    #[serde(default)]
    classes: bool,
}

/// What a project's settings come to.
#[derive(Debug, Default)]
pub struct Places {
    /// None: everywhere.
    within: Vec<Regex>,
    except: Vec<Regex>,
}

impl Places {
    pub fn have(&self, path: &ProjectPath) -> bool {
        let in_any = |places: &[Regex]| places.iter().any(|place| place.is_match(path.as_str()));
        (self.within.is_empty() || in_any(&self.within)) && !in_any(&self.except)
    }
}

impl Confined {
    /// Whether the runner that is started here has to be told, as it is not the one whose settings these are.
    pub fn is_told(&self) -> bool {
        self.classes
    }

    /// None where the project has no such settings.
    pub fn places(&self, language: &str, files: &Files) -> Result<Option<Places>, SandboxError> {
        let of = |name: &String| files.iter().find(|(path, _)| path.as_str() == name);
        let Some((_, settings)) = self.settings.iter().find_map(of) else { return Ok(None) };
        let mut text = String::from_utf8_lossy(&settings.content).into_owned();
        if let Some(ignored) = &self.ignored {
            text = compile(language, ignored)?.replace_all(&text, "").into_owned();
        }
        let part = compile(language, &self.part)?;
        let parts: Vec<&str> = part.find_iter(&text).map(|found| found.as_str()).collect();
        let listed = |pattern: &str| -> Result<Vec<String>, SandboxError> {
            let pattern = compile(language, pattern)?;
            let places = parts.iter().flat_map(|part| named(&pattern, part));
            Ok(places
                .flat_map(|places| places.split(',').map(|one| one.trim().to_owned()).collect::<Vec<_>>())
                .collect())
        };
        let mut within = listed(&self.place)?;
        let mut except = self.except.as_deref().map(listed).transpose()?.unwrap_or_default();
        except.extend(within.iter().filter_map(|place| place.strip_prefix('!').map(str::to_owned)));
        within.retain(|place| !place.starts_with('!'));
        if within.is_empty() {
            within.clone_from(&self.usual);
        }
        let places =
            |list: &[String]| list.iter().map(|place| self.pattern(place)).collect::<Option<Vec<_>>>();
        // A place that cannot be read may be anywhere, and leaves out nothing for sure.
        let within = places(&within).unwrap_or_default();
        except.retain(|place| !place.contains(['#', '$']));
        let except = except.iter().filter_map(|place| self.pattern(place)).collect();
        Ok(Some(Places { within, except }))
    }

    /// A file, or a folder with all that is below it.
    fn pattern(&self, place: &str) -> Option<Regex> {
        if place.contains("${") {
            return None;
        }
        if let Some(class) = place.strip_prefix("%regex[").and_then(|rest| rest.strip_suffix(']')) {
            // It is held against compiled classes.
            let source = class.replace(".class", ".java").replace("\\.class", "\\.java");
            return Regex::new(&format!("^(?:.*/)?(?:{source})$")).ok();
        }
        let (before, after) = match self.classes {
            false => ("^", "(?:/.*)?$"),
            true => ("^(?:.*/)?", r"(?:/.*|[.]\w+)?$"),
        };
        let mut place = place.strip_prefix("./").unwrap_or(place).trim_end_matches('/');
        if self.classes {
            let unwrapped = place.strip_prefix("%ant[").and_then(|rest| rest.strip_suffix(']'));
            place = unwrapped.unwrap_or(place).split('#').next()?;
            place = place.trim_start_matches("**/");
            let ending = [".java", ".class"].iter().find_map(|ending| place.strip_suffix(ending));
            place = ending.unwrap_or(place);
        }
        if place.is_empty() || place == "." {
            return Regex::new("").ok();
        }
        Regex::new(&format!("{before}{}{after}", glob(place))).ok()
    }
}

/// `**` stands for any folders, `*` for any rest of a name, `?` for a sign of it.
fn glob(place: &str) -> String {
    let escaped = regex::escape(place);
    let folders = escaped.replace(r"\*\*/", "(?:@/)?").replace(r"\*\*", "@");
    folders.replace(r"\*", "[^/]*").replace(r"\?", "[^/]").replace('@', ".*")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, found};

    #[test]
    fn what_phpunit_is_told_not_to_look_into_is_not_missed() {
        let text = |name: &str| {
            format!(
                "<?php use PHPUnit\\Framework\\TestCase;\nclass XTest extends TestCase {{ function {name}() {{}} }}\n"
            )
        };
        let (one, two) = (text("testOne"), text("testTwo"));
        let found = |settings: &str| {
            found(
                "php",
                &files(&[
                    ("tests/unit/XTest.php", one.as_str()),
                    ("tests/unitary/XTest.php", &two),
                    ("phpunit.xml.dist", settings),
                ]),
            )
        };
        let suite = |places: &str| {
            format!("<phpunit><testsuites><testsuite name=\"a\">{places}</testsuite></testsuites></phpunit>")
        };
        assert_eq!(found(&suite("<directory suffix=\"Test.php\">./tests/unit/</directory>")), ["testOne"]);
        assert_eq!(found(&suite("<file>tests/unitary/XTest.php</file>")), ["testTwo"]);
        assert_eq!(found(&suite("<directory>tests</directory><exclude>tests/unit</exclude>")), ["testTwo"]);
        assert_eq!(
            found(&suite("<!-- <directory>x</directory> --><directory>t*/*ary</directory>")),
            ["testTwo"]
        );
        // Sources that are counted for coverage are no places of tests.
        let covered = "<phpunit><source><include><directory>src</directory></include></source></phpunit>";
        for all in [covered, &suite("<directory>tests/*</directory>"), &suite("<directory>.</directory>")] {
            assert_eq!(found(all), ["testOne", "testTwo"], "{all}");
        }
    }

    #[test]
    fn what_surefire_leaves_out_is_not_missed() {
        let text = |name: &str| {
            format!("import org.junit.jupiter.api.Test;\nclass A {{ @Test void {name}() {{}} }}\n")
        };
        let (one, two, three) = (text("one"), text("two"), text("three"));
        let found = |pom: Option<&str>| {
            let all = [
                ("src/test/java/a/OneTest.java", one.as_str()),
                ("src/test/java/a/b/TwoTest.java", &two),
                ("src/test/java/a/Third.java", &three),
            ];
            let pom: Vec<_> = pom.map(|pom| ("pom.xml", pom)).into_iter().collect();
            found("java", &files(&[&all[..], &pom].concat()))
        };
        let plugin = |more: &str| {
            format!(
                "<project><build><plugins><plugin>\n<artifactId>maven-surefire-plugin</artifactId>{more}</plugin><plugin>\
                 <artifactId>other</artifactId><excludes><exclude>**</exclude></excludes></plugin></plugins></build></project>"
            )
        };
        let says = |more: &str| found(Some(&plugin(&format!("<configuration>{more}</configuration>"))));
        assert_eq!(found(None), ["one", "three", "two"]);
        // Its usual names.
        assert_eq!(found(Some("<project/>")), ["one", "two"]);
        assert_eq!(says(""), ["one", "two"]);
        assert_eq!(says("<includes><include>**/Th*.java</include></includes>"), ["three"]);
        assert_eq!(says("<includes><include>**/*.java</include></includes>"), ["one", "three", "two"]);
        assert_eq!(says("<includes><include>**/*Test.class, !TwoTest</include></includes>"), ["one"]);
        assert_eq!(says("<excludes><exclude>**/b/**</exclude></excludes>"), ["one"]);
        assert_eq!(says("<excludes>\n<exclude>\n a/b/Two*\n</exclude></excludes>"), ["one"]);
        assert_eq!(says("<excludes><exclude>%regex[.*One.*]</exclude></excludes>"), ["two"]);
        // What leaves out one method, an inner class or what is not told here leaves out no source.
        for exclude in ["OneTest#one", "**/*$*", "${slow}"] {
            assert_eq!(
                says(&format!("<excludes><exclude>{exclude}</exclude></excludes>")),
                ["one", "two"],
                "{exclude}"
            );
        }
        let aside = "<executions><execution><configuration><excludes><exclude>*</exclude></excludes></configuration></execution></executions>";
        assert_eq!(found(Some(&plugin(aside))), ["one", "two"]);
        let profile = plugin("<excludes><exclude>**</exclude></excludes>").replace("project>", "profiles>");
        assert_eq!(found(Some(&format!("<project><!-- {profile} -->{profile}</project>"))), ["one", "two"]);
    }
}
