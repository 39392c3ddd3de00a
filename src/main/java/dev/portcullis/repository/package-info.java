/**
 * Repositories, manifests, tags, and which repository may reach which blob.
 *
 * <p>Rights are decided before anything here is called; a repository is known here by its row's id.
 */
@NullMarked
package dev.portcullis.repository;

import org.jspecify.annotations.NullMarked;
