//! One run over a project: its files, what earlier runs have cached of it, and the time each stage takes.

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::timings::Timings;

use crate::cache::{Cache, Cacheable, StageKey};

/// What every stage of the engine is handed. Stages that only read files take the [`Project`] alone.
#[derive(Debug)]
pub struct Run<'a> {
    /// The files.
    pub project: &'a Project,
    /// Results of earlier runs; none where every stage is to be computed.
    pub cache: Option<&'a Cache>,
    /// A document date, `YYYY-MM-DD`, that overrides the one in the settings.
    pub document_date: Option<&'a str>,
    /// Where each stage notes its time and memory.
    pub timings: &'a mut Timings,
}

impl<'a> Run<'a> {
    /// A run that computes every stage.
    pub fn new(project: &'a Project, timings: &'a mut Timings) -> Self {
        Run {
            project,
            cache: None,
            document_date: None,
            timings,
        }
    }

    /// A run that takes what has not changed from `cache`, and updates it.
    pub fn with_cache(project: &'a Project, cache: &'a Cache, timings: &'a mut Timings) -> Self {
        Run {
            project,
            cache: Some(cache),
            document_date: None,
            timings,
        }
    }

    /// The same run with a document date that overrides the one in the settings.
    #[must_use]
    pub fn dated(self, document_date: Option<&'a str>) -> Self {
        Run {
            document_date,
            ..self
        }
    }

    /// The same run over another view of the project, with every stage computed.
    pub fn over<'b>(&'b mut self, project: &'b Project) -> Run<'b> {
        let document_date = self.document_date;
        Run::new(project, self.timings).dated(document_date)
    }

    /// Runs a stage that goes through stages of its own.
    pub fn stage<T>(&mut self, name: &'static str, stage: impl FnOnce(&mut Run<'_>) -> T) -> T {
        let (project, cache, document_date) = (self.project, self.cache, self.document_date);
        let mut within = Timings::default();
        self.timings.stage(name, || {
            stage(&mut Run {
                project,
                cache,
                document_date,
                timings: &mut within,
            })
        })
    }

    /// The result of a stage: reused if nothing that it depends on has changed, else made and stored. Either
    /// way, what was read for it is on the project's record. A run without a cache always makes it.
    ///
    /// # Errors
    /// Those of `make`; then nothing is stored.
    pub(crate) fn cached<T: Cacheable>(
        &mut self,
        stage: StageKey,
        make: impl FnOnce(&mut Run<'_>) -> Result<T, Diagnostics>,
    ) -> Result<T, Diagnostics> {
        let Some(cache) = self.cache else {
            return make(self);
        };
        if let Some(stored) = cache.load_if(self.project, &stage, |_| Ok(())) {
            return Ok(T::from_stored(stored));
        }
        let recording = self.project.recording();
        let value = make(&mut self.over(&recording))?;
        let seen = recording.record_so_far();
        self.project.record(seen.clone());
        cache.store(self.project, stage, seen, &value.to_stored());
        Ok(value)
    }
}
