//! What the briefs of one run share, each part made once.
//!
//! This module knows nothing about briefs or records: [`Project`](crate::project::Project) decides what is
//! shared and keeps the record of each brief complete.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::record::{Content, Record};

/// By key. A slot is locked while its content is made, so that others wait instead of making it again.
type Slots<K, V> = Mutex<BTreeMap<K, Arc<Mutex<Option<V>>>>>;

/// Files and what was made from them, for the duration of a run.
#[derive(Default)]
pub(crate) struct Shared {
    files: Slots<String, Arc<Content>>,
    made: Slots<(String, String, TypeId), Once<dyn Any + Send + Sync>>,
}

/// Something made once, and the files that were seen for it.
pub(crate) struct Once<T: ?Sized> {
    /// What was made.
    pub value: Arc<T>,
    /// Files read, files looked for, and folders listed.
    pub record: Record,
}

impl Shared {
    /// The file at a path, read on the first request.
    ///
    /// # Errors
    /// Those of `read`; nothing is kept in that case.
    pub(crate) fn file<E>(
        &self,
        path: &str,
        read: impl FnOnce() -> Result<Content, E>,
    ) -> Result<Arc<Content>, E> {
        let slot = slot(&self.files, path.to_owned());
        let mut content = lock(&slot);
        if let Some(content) = content.as_ref() {
            return Ok(Arc::clone(content));
        }
        let fresh = Arc::new(read()?);
        *content = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    /// The value of this type for a path and variant, made on the first request.
    ///
    /// # Errors
    /// Those of `make`; nothing is kept in that case.
    pub(crate) fn once<T: Send + Sync + 'static, E>(
        &self,
        (path, variant): (&str, &str),
        make: impl FnOnce() -> Result<Once<T>, E>,
    ) -> Result<Once<T>, E> {
        let slot = slot(
            &self.made,
            (path.to_owned(), variant.to_owned(), TypeId::of::<T>()),
        );
        let mut made = lock(&slot);
        if let Some(Once { value, record }) = made.as_ref()
            && let Ok(value) = Arc::clone(value).downcast()
        {
            let record = record.clone();
            return Ok(Once { value, record });
        }
        let fresh = make()?;
        *made = Some(Once {
            value: Arc::clone(&fresh.value) as Arc<dyn Any + Send + Sync>,
            record: fresh.record.clone(),
        });
        Ok(fresh)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = lock(&self.files);
        formatter.debug_set().entries(files.keys()).finish()
    }
}

/// Locks a mutex. Its content is complete even if a thread panicked while holding it, since nothing here
/// changes in steps.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}

fn slot<K: Ord, V>(slots: &Slots<K, V>, key: K) -> Arc<Mutex<Option<V>>> {
    Arc::clone(lock(slots).entry(key).or_default())
}
