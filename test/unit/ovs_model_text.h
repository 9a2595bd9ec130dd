/* SPDX-License-Identifier: Apache-2.0 */
/* Values as ovs-vsctl takes them, and as it prints them: JSON, or text. */
#ifndef OVS_MODEL_TEXT_H
#define OVS_MODEL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ovs_model.h"
#include "textbuf.h"

struct ovs_model_text {
	struct textbuf	b;
	bool		json;
};

/* How many atoms: of a, "a" or [a, b]; -1 for what is none of these. */
int	ovs_model_text_parse(const char *, char atoms[][OVS_MODEL_NAME_CAP],
	    int max);
void	ovs_model_text_string(struct ovs_model_text *, const char *);
void	ovs_model_text_none(struct ovs_model_text *);
void	ovs_model_text_uuid(struct ovs_model_text *, const char *);
void	ovs_model_text_number(struct ovs_model_text *, int64_t);
void	ovs_model_text_targets(struct ovs_model_text *,
	    const char targets[][OVS_MODEL_NAME_CAP], size_t n);
/* external_ids: our mark if any, beside a key of somebody else's. */
void	ovs_model_text_ids(struct ovs_model_text *, const char *mark);

#endif
