// The tests of all cases. `BLESS=1 cargo test every_case_is_listed` writes this file.

cases! {
    asking {
        names {
            unknown_brief
            unknown_dataset_version
            brief_named_by_a_path
        }
        reports {
            list_shows_briefs_and_their_versions
            a_build_reports_and_is_quiet_otherwise
            a_check_reports_and_publishes_nothing
        }
    }
    claims {
        cautions {
            a_percentage_of_a_few_wants_its_count
            what_has_unknowns_wants_its_range
            a_number_that_its_source_limits_wants_the_limit
            the_words_around_figures_are_read_with_the_same_care
            hedge_words_that_no_claim_says_are_found
            hedge_words_in_settings_are_found
            a_claim_that_is_negated_is_found
            an_everyday_word_is_one_of_its_hedge
            a_text_that_says_all_of_it_is_not_warned_about
            none_is_known
        }
        claims {
            one_changed_row_is_told_as_the_sentence_that_it_makes_false
            a_false_claim_about_another_version_is_a_warning
            figures_make_claims
            claim_that_is_no_hedge
            claim_about_no_finding
            claim_compared_with_a_table
            claim_compared_with_words
            claim_about_a_table_without_rows
            claim_about_rows_of_a_number
            claim_about_an_unknown_row
            claim_of_a_number_that_is_not_read
            claim_about_one_value
            claim_that_compares_a_finding_with_a_fact
            fact_without_such_a_value
            claim_that_names_every_row
            claim_that_names_a_row_twice
            claim_about_a_share_of_nothing
            claim_without_words
            claim_with_an_unknown_argument
            claim_of_a_number_for_words
            fault_beside_claims
            claim_about_a_fact
            claim_about_a_finding_without_data
            claim_that_compares_facts_of_two_units
            claim_that_compares_a_fact_with_a_finding
            a_false_claim_beside_a_figures_name
            fact_that_is_no_share
            claims_with_decimals
            claims_with_decimals_as_offered
        }
        hedges {
            hedge_of_an_unknown_name
            hedge_that_is_no_sql
            hedge_that_is_a_number
            hedge_with_a_forbidden_function
            hedges_that_share_their_words
            hedge_with_an_unknown_key
        }
    }
    cleaning {
        cells {
            not_a_number
            not_a_date
            unknown_value
            unknown_place
            place_abroad_not_recoded
            unknown_place_in_several_rows
            missing_value
            duplicate_key
            fault_in_a_workbook
            faults_in_several_cells
            whole_numbers_with_decimals
            thousands_that_are_set_apart
            missing_values_of_one_column
            nearly_missing_values
            one_sign_for_thousands_and_decimals
            keys_of_a_field_in_the_wrong_place
        }
        constraints {
            a_negative_count
            a_column_that_may_be_negative
            constraints_of_the_series
            constraints_of_the_descriptor
            constraints_that_are_none
            a_pattern_that_is_none
            bounds_of_dates_in_the_form_of_the_cells
            bounds_that_are_none
            bounds_of_a_column_of_words
        }
        corrections {
            place_that_a_recode_table_misnames
            value_without_a_code_that_every_row_needs
            code_that_is_no_category
            stale_correction
            correction_of_no_row
            correction_of_no_column
            correction_without_reason
            correction_of_another_dataset_version
            recode_table_with_a_value_twice
            correction_of_a_column_that_is_called_otherwise_now
            cell_named_by_its_line
            corrections_that_are_all_stale
            correction_of_a_version_that_there_is_not
            lines_that_contradict_each_other
            values_that_are_missing
        }
        dates {
            year_of_two_digits
            day_and_month_that_no_date_tells_apart
            day_and_month_that_one_date_tells_apart
            days_and_months_in_both_orders
            date_centuries_off
            other_order_that_nothing_excludes
            number_of_a_day
            years_of_two_digits_in_the_century_of_the_period
            format_of_the_descriptor_that_no_cell_has
            year_without_a_month
            dates_that_stand_alone
            a_minimum_says_nothing_of_later_dates
        }
        invisible {
            around_keys_codes_numbers_and_dates_they_go
            a_message_writes_them_out
            a_letter_and_its_mark_are_one
        }
        repeats {
            one_text_in_many_rows
            dates_keys_and_values_of_their_own
            rows_with_a_cell_too_few
            columns_that_nothing_is_said_about
            a_row_that_is_not_the_header
        }
        rows {
            total_row_that_passes_as_data
            total_row_and_note_that_are_at_fault
            sum_without_a_name
            tags_and_a_header_that_repeats
            units_below_the_header
            heading_within_the_table
            row_decision_that_says_nothing
            row_decision_without_a_row
            rows_called_total_that_are_data
            key_of_several_rows_that_is_left_out
            row_named_by_its_line_that_has_moved
            totals_of_parts_and_counts
            last_row_that_is_the_sum
            last_row_that_is_the_sum_by_chance
            headings_that_would_pass_as_data
            notes_of_many_kinds
        }
        unused {
            a_bad_cell_in_an_unused_column
            a_bad_cell_in_a_column_that_is_read
            cells_beside_the_table
            cells_beside_the_table_that_are_called_unused
            an_error_value_in_a_text_file
        }
    }
    compare {
        sides {
            two_versions_as_text
            a_side_that_is_nothing_lists_the_versions
            a_side_that_cannot_be_made_compares_nothing
            a_table_without_key_says_how_to_declare_one
            a_delivery_with_other_columns
            a_delivery_with_values_that_nothing_knows
            a_correction_that_holds_on_one_side
            delivery_in_which_the_source_has_mended_the_slip
        }
    }
    extracts {
        encodings {
            a_turkish_code_page_is_named
            a_cyrillic_code_page_is_named
            utf_16_without_a_mark_is_named
            utf_16_that_is_declared_is_read
            a_declared_encoding_is_obeyed_and_what_contradicts_it_told
            utf_8_with_a_damaged_byte
            a_code_page_of_dos
        }
        files {
            changed_byte
            wrong_descriptor
            missing_column
            duplicate_header
            row_too_short
            row_too_long
            unclosed_quote
            wrong_encoding
            unmapped_column
        }
    }
    figures {
        absences {
            version_without_a_single_nest
            version_without_a_single_red_one
            town_without_rows
            town_that_is_not_in_the_gazetteer
            category_that_no_series_declares
            map_that_does_not_say_what_it_leaves_out
            panel_that_does_not_say_what_it_leaves_out
            symbols_larger_than_the_map
            delivery_in_which_nothing_is_missing
        }
        declarations {
            unknown_finding_in_figure
            unknown_column_in_figure
            unknown_category_in_figure
            unknown_name_in_figure_title
            unknown_kind_of_figure
            figure_named_like_a_path
            more_classes_than_values
            unknown_method_of_classes
            unknown_key_in_figure
            unknown_column_in_timeline
            unknown_category_in_a_count
            unknown_fact_in_figure
            categories_that_do_not_add_up
            place_that_the_gazetteer_has_not
            empty_map_extent
            unknown_map_layer
            unknown_city_on_map
            kind_that_no_symbol_draws
            kind_that_two_symbols_draw
            a_figure_lacks_a_text
            other_words_for_a_figure_that_is_not_of_the_series
            other_words_for_a_figure_that_the_brief_leaves_out
            a_brief_draws_no_figure_of_its_series_otherwise
            a_fault_in_a_briefs_words_for_a_figure_of_the_series_stands_in_its_own_file
            a_panel_has_a_colour_or_kinds
            a_panels_kind_occurs_in_its_table
        }
        maps {
            unknown_map_extent
            unknown_worldview
            missing_worldview
            unknown_line_of_a_worldview
            unknown_area_of_a_worldview
            graticule_without_a_step
            map_that_cannot_be_drawn
            stroke_without_width
            dash_without_length
            printed_names_of_nothing
            symbols_without_size
            map_of_nothing
            panel_map_without_a_panel
            a_capital_that_the_gazetteer_has_not
        }
        palettes {
            unknown_palette
            colour_that_is_none
            palette_without_enough_colours
            palette_with_too_few_steps
            a_palette_that_some_cannot_read_is_a_warning
        }
        regions {
            map_that_sets_apart_an_unknown_region
            map_that_sets_apart_an_unknown_city
            unknown_boundaries_of_a_choropleth
            regions_that_the_boundaries_have_not
            unknown_measure
            rate_without_few
            rate_for_nobody
            density_on_no_ground
            unknown_column_in_a_counted_table
            regions_without_data
            unknown_value_in_a_legends_class
            unknown_value_in_a_sentence_about_the_whole
            sentence_about_the_whole_of_a_count
            limit_at_the_whole_of_a_count
            limit_at_the_whole_among_quantiles
            limit_at_a_whole_that_is_not_known
        }
        words {
            unknown_names_in_drawn_words
            value_in_a_name
            finding_without_data_drawn
            markup_and_braces_in_words_that_are_drawn
            braces_that_a_figure_draws
            a_count_with_three_words_and_a_stray_brace
            a_count_with_three_words
            a_brace_that_closes_nothing
        }
    }
    findings {
        definitions {
            unknown_column_in_sql
            sql_that_reads_a_file
            sql_with_a_forbidden_function
            sql_that_is_none
            sql_that_is_no_condition
            sql_that_compares_unlike_types
            view_that_is_no_condition
            sum_of_text
            unknown_table
            unknown_base
            unknown_topic
            unknown_breakdown
            finding_defined_twice
            text_compared_with_a_number
            text_in_a_list_of_numbers
            number_in_quotation_marks
            number_without_quotation_marks_is_compared
            date_compared_with_a_text
            date_compared_with_a_day
            comparison_with_null
            value_without_quotation_marks
            value_in_curly_quotation_marks
            text_that_is_reckoned_with
            category_that_is_not_declared
            region_town_and_month_that_are_not_there
            category_without_rows_is_none
            column_of_numbers_that_no_step_reads
            text_that_no_row_holds
            operators_and_functions_of_other_languages
            shares_of_what_does_not_hold_them
            a_condition_of_too_many_parts
        }
        documentation {
            a_shown_finding_without_its_words_is_a_warning
        }
        rests_on {
            marks_that_are_not_understood
            marks_without_words_for_the_reader
            marks_that_mark_nothing
            a_status_that_the_descriptor_does_not_explain
            a_marked_cell_of_no_row
            an_illustrative_value_claims_nothing
            an_illustrative_value_is_no_key_finding
            illustrative_values_in_headings_and_in_tables_and_figures_of_the_key_findings
            cells_that_miss_the_total_they_were_set_to_meet
            a_status_column_that_is_not_there
            a_sign_that_is_not_seen_as_one
            claims_that_are_listed_wrongly
            claims_without_their_fates
            claims_that_name_what_is_not_there
            a_list_of_claims_alone
            a_marked_dataset_is_summed_up_and_explained
        }
    }
    pages {
        glyphs {
            a_word_in_letters_that_no_font_has
            arabic_with_its_punctuation_and_brackets
            a_letter_in_the_title_of_a_figure
        }
        numbers {
            a_number_that_code_makes_is_an_orphan
            no_section_may_forge_a_mark_or_set_a_picture
            what_no_page_shows_says_no_number_of_its_own
        }
        typesetting {
            unknown_citation
            unknown_figure_in_prose
            unknown_table_in_prose
            typst_error_in_prose
            typst_error_in_layout
            typst_syntax_error_in_layout
            typst_warning
            glyph_that_no_font_has
            file_that_prose_may_not_read
            package_that_prose_may_not_import
            clock
            words_over_others_and_off_the_page
            a_picture_that_is_taller_than_its_page
            a_section_that_does_not_import_the_layout
            a_figure_that_no_section_sets_and_one_that_is_set_twice
            a_figure_that_is_set_twice
        }
    }
    prose {
        agreement {
            one_before_a_plural_is_told_with_the_form_for_both
            the_form_for_both_prints_the_one_that_is_right
            a_form_lacks_a_word_has_one_too_many_or_more_than_words
            a_form_counts_no_share_and_writes_in_three_ways
            a_legend_of_one_is_told_with_the_key_for_its_words
            a_legend_has_its_words_for_one
            words_that_go_by_a_count_of_a_figure_are_two
            a_count_that_begins_a_sentence
            forms_that_stand_in_each_others_place
            a_singular_after_a_fact
            one_within_a_loop_and_behind_a_no_break_space
        }
        citations {
            a_place_in_a_source_is_no_number_to_be_bound
            a_count_in_a_citation_is_to_be_bound
            a_heading_holds_no_note_and_no_link
            names_that_would_be_printed_in_another_order
            names_written_as_the_help_says
            notes_above_the_text_of_page_1
            an_address_that_is_no_citation
            an_address_written_as_the_help_says
            names_that_are_not_one
            names_written_as_that_help_says
            a_fact_that_cites_nothing_that_is_known
        }
        directions {
            arabic_with_other_words_in_it
            arabic_that_is_marked_as_such
        }
        invisible {
            a_character_that_turns_the_order_of_a_text
            what_nobody_sees_and_a_spelling_needs
            a_character_that_nobody_sees_in_a_reference
        }
        joined_numbers {
            a_number_that_runs_together_with_what_is_typed
            a_number_that_stands_free
            a_number_that_runs_together_in_a_figure
        }
        names {
            sibling_that_is_not_named
            unknown_findings_in_prose
            name_near_to_none
            fact_named_like_a_finding
            number_set_as_a_table
            value_without_a_filter
            unknown_filter
            unknown_fact
            unclosed_tag
            share_as_a_whole_number
            finding_without_data_printed
            faults_in_several_texts
            a_brace_that_is_missing
            what_typst_cannot_read
            what_nothing_declares
            a_comment_that_is_not_ended
        }
        shares {
            a_range_without_unknowns_is_one_number
            a_share_of_nothing_is_told_with_the_condition_for_it
            the_condition_for_a_share_of_nothing_works
            a_count_without_a_base_has_no_share_and_no_range
            an_end_of_a_range_that_is_not_there
        }
        template {
            slips_of_all_kinds_are_told_in_one_go
            what_is_offered_for_a_missing_bar_works
            what_ends_and_begins_nothing
            what_the_template_language_alone_refuses_comes_with_a_way_on
            a_value_in_a_text_that_holds_none
            typographic_quotation_marks_and_a_misspelled_statement
            a_field_that_no_row_has
            what_the_template_language_says_while_it_writes
            a_number_that_is_compared_with_a_text
            a_division_by_zero
            a_filter_of_another_template_language
        }
        typed_numbers {
            a_number_typed_anywhere_stops_the_build_at_its_place
            a_number_typed_into_a_caption_is_caught
            a_number_typed_into_an_alternative_text_is_caught
            a_number_typed_into_a_label_is_caught
            a_number_typed_into_the_brief_is_caught
            a_number_typed_into_the_map_is_caught
            a_number_typed_into_the_title_of_a_finding_is_caught
            a_number_typed_into_a_category_is_caught
            a_number_typed_into_a_fact_is_caught
            a_number_typed_into_the_layout_is_caught
            a_label_has_no_number_of_its_own
            a_reason_that_excuses_nothing_is_told
            a_reason_excuses_one_place
            dates_and_names_are_no_counts
            a_count_that_looks_like_a_year
            a_year_before_a_plural_has_its_comma
            reasons_in_comments_of_every_form
            a_reason_that_is_not_read_is_told
        }
        unsettled {
            places_that_nobody_has_settled
            marks_in_reasons_and_in_the_text_of_the_series
        }
        years {
            a_span_of_years_that_ends_before_it_begins
            bars_of_years_stand_by_their_length
            spans_of_dates_that_end_before_they_begin
        }
    }
    settings {
        files {
            missing_settings_file
            missing_section
            missing_recode_table
            missing_layout
            missing_references
            missing_extract
            missing_fonts
            missing_figure_font
            settings_not_utf8
            changed_boundary
            undescribed_boundary
        }
        geography {
            areas_without_a_code
            populations_that_are_no_numbers
            populations_that_are_not_known_or_digits_in_quotation_marks
            two_areas_with_one_code
            two_areas_that_are_said_to_be_one
            property_that_no_feature_has
            longitude_and_latitude_exchanged
            coordinates_in_metres
            boundaries_that_name_another_reference_system
            boundaries_that_name_the_reference_system_of_all
            features_that_are_no_areas
            rings_in_another_order_are_read_right
            ring_outside_of_the_outline
            hole_written_as_a_part
            town_in_two_regions_that_overlap
            regions_that_overlap_where_no_town_is
            town_outside_of_all_regions_is_told_once
            cells_of_a_gazetteer
            gazetteer_without_a_column
            gazetteer_without_a_town_of_the_country
            two_areas_of_one_name
            gazetteer_with_another_separator
            a_place_off_all_areas
            name_of_several_places
            one_area_with_longitude_and_latitude_exchanged
            a_line_among_areas
            places_set_apart_by_another_sign
        }
        keys {
            an_unknown_qualifier_is_told_with_those_that_are_known
            unknown_setting_key
            missing_setting
            wrong_yaml_type
            no_yaml_at_all
            fact_defined_twice
            unknown_step
            unknown_column_type
            unknown_series
            period_backwards
            document_date
            original_that_is_no_work
            original_without_publisher_and_date
            edition_older_than_its_original
            publisher_that_says_nothing
            publisher_without_a_name
            path_out_of_the_project
            path_with_two_dots_inside
            absolute_path
            left_out_what_no_brief_may
            sibling_that_is_none
            faults_in_several_settings_files
            text_with_a_colon_and_a_quotation_mark_left_open
            a_period_that_its_label_and_the_date_contradict
            a_title_that_would_command_a_terminal
        }
    }
    why {
        numbers {
            a_number_with_a_share_and_unknowns
            one_value_of_a_number
            a_sum_with_a_merged_row
            a_findings_table
            a_row_of_a_table
            a_row_by_codes_and_words_of_two_columns
            a_finding_without_data_names_the_table
            an_unknown_finding
            an_unknown_value_of_a_finding
            an_unknown_row
            a_row_of_what_has_none
            a_share_of_no_base
            why_value_by_another_name
            why_value_named_like
            rows_behind_the_unknown_and_the_base
        }
        others {
            a_fact
            what_the_run_says_of_itself
            a_figure
            a_row_of_a_figure
            what_the_brief_says_of_itself
        }
        texts {
            a_text_of_one_source
            a_text_of_several_sources
            a_text_that_nothing_prints
            a_text_among_other_words
        }
    }
}
