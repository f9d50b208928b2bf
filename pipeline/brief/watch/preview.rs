//! A brief as far as its pages, as SVG.

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_pages::PagePicture;
use brief_prose::settings;

use super::WatchRequest;
use crate::cache::{self, Cache};
use crate::run::Run;

/// Pages to look at.
#[derive(Debug)]
pub(crate) struct Preview {
    /// In their order.
    pub pages: Vec<PagePicture>,
}

impl Preview {
    /// Makes the pages and collects diagnostics. With false claims there still are pages; with any other error
    /// there are none.
    pub(crate) fn of(request: &WatchRequest) -> (Option<Self>, Diagnostics) {
        match Preview::make(request) {
            Ok((preview, said)) => (Some(preview), said),
            Err(faults) => (None, faults),
        }
    }

    fn make(request: &WatchRequest) -> Result<(Self, Diagnostics), Diagnostics> {
        let (brief, version) = (request.brief.as_str(), request.version.as_deref());
        // A project of its own each time: what is shared in a run is read once.
        let project = Project::find(&request.root)?;
        settings::refuse_other_names(&project, brief)?;
        let kept = cache::folder(&project, brief, version);
        let cache = Cache::new(kept, false);
        let (project, mut timings) = (project.of_brief(brief), Timings::default());
        let mut run = Run::with_cache(&project, &cache, &mut timings);
        let mut manuscript = crate::write(&mut run, brief, version)?;
        let mut said = manuscript.objections();
        if !manuscript.has_tested_all_claims() {
            return Err(said);
        }
        let typeset = crate::typeset(&mut run, &mut manuscript)?;
        said.extend(manuscript.warnings);
        said.extend(cache.take_warnings());
        let pages = typeset.document.pictures();
        Ok((Preview { pages }, said))
    }
}
