/** What a backup is made of: a folder of files and the list of them with their checksums. */
@NullMarked
package io.posthorn.backup;

import org.jspecify.annotations.NullMarked;
