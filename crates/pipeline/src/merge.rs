//! Joins the trees of several stages into one project; a path has one writer.

use domain::project::Tree;

use crate::PipelineError;

/// The union of `parts` (name of the writer, its files). Two writers of one path, or of paths that
/// differ only in case, are a conflict: on macOS and Windows one would overwrite the other.
pub fn merge<'a>(parts: impl IntoIterator<Item = (&'a str, Tree)>) -> Result<Tree, PipelineError> {
    let mut whole = Tree::new();
    let mut writers: std::collections::BTreeMap<String, &str> = std::collections::BTreeMap::new();
    for (writer, tree) in parts {
        for (path, file) in tree {
            if let Some(other) = writers.insert(path.as_str().to_lowercase(), writer) {
                return Err(PipelineError::SameFile { path, what: format!("{other} and {writer}") });
            }
            whole.insert(path, file);
        }
    }
    Ok(whole)
}
