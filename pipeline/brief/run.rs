//! One run over a project: its files, what earlier runs have cached of it, and the time each stage takes.

use brief_base::project::Project;
use brief_base::timings::Timings;

use crate::cache::Cache;

/// What every stage of the engine is handed. Stages that only read files take the [`Project`] alone.
#[derive(Debug)]
pub struct Run<'a> {
    /// The files.
    pub project: &'a Project,
    /// Results of earlier runs; none where every stage is to be computed.
    pub cache: Option<&'a Cache>,
    /// Where each stage notes its time and memory.
    pub timings: &'a mut Timings,
}

impl<'a> Run<'a> {
    /// A run that computes every stage.
    pub fn new(project: &'a Project, timings: &'a mut Timings) -> Self {
        Run {
            project,
            cache: None,
            timings,
        }
    }

    /// A run that takes what has not changed from `cache`, and updates it.
    pub fn with_cache(project: &'a Project, cache: &'a Cache, timings: &'a mut Timings) -> Self {
        Run {
            project,
            cache: Some(cache),
            timings,
        }
    }

    /// The same run over another view of the project, with every stage computed.
    pub fn over<'b>(&'b mut self, project: &'b Project) -> Run<'b> {
        Run::new(project, self.timings)
    }

    /// Runs a stage that goes through stages of its own.
    pub fn stage<T>(&mut self, name: &'static str, stage: impl FnOnce(&mut Run<'_>) -> T) -> T {
        let (project, cache) = (self.project, self.cache);
        let mut within = Timings::default();
        self.timings.stage(name, || {
            stage(&mut Run {
                project,
                cache,
                timings: &mut within,
            })
        })
    }
}
