import '@servicenow/sdk/global'

declare global {
    namespace Now {
        namespace Internal {
            interface Keys extends KeysRegistry {
                explicit: {
                    'acl-admin-endpoint': {
                        table: 'sys_security_acl'
                        id: 'bc5c4ca3c47a4ee39e80152711757d85'
                    }
                    'acl-hint-read': {
                        table: 'sys_security_acl'
                        id: '5d3f77abe8694323acaa548c558994e9'
                    }
                    'acl-record-read': {
                        table: 'sys_security_acl'
                        id: 'af1cc2bcd8ff4dbf86e1f069c88befc8'
                    }
                    'action-issue': {
                        table: 'sys_ui_action'
                        id: '9d457905f7c34c8f9204ca676623eb31'
                    }
                    'action-work': {
                        table: 'sysevent_script_action'
                        id: '9c9a1db754ab42b68b5faefa05df0464'
                    }
                    bom_json: {
                        table: 'sys_module'
                        id: '439f7f65e0984a0f9f337f1d24a6e4a2'
                    }
                    'create-attachment': {
                        table: 'sys_scope_privilege'
                        id: '7e7f66ab2962406d876a90ef0cd866a7'
                    }
                    'create-change': {
                        table: 'sys_scope_privilege'
                        id: '876b5c3c44404224bf65be5727c173f7'
                    }
                    'create-incident': {
                        table: 'sys_scope_privilege'
                        id: '0f2b3f9a904642dab5c5991272635142'
                    }
                    'create-label': {
                        table: 'sys_scope_privilege'
                        id: '94fb2e95ab304bb5a4fb2a99d43c3ede'
                    }
                    'create-label-entry': {
                        table: 'sys_scope_privilege'
                        id: 'caced47498e94cb5b6784a030bdba249'
                    }
                    'create-problem': {
                        table: 'sys_scope_privilege'
                        id: 'e62d866caa32497fae5ed50a81d78239'
                    }
                    'create-ritm': {
                        table: 'sys_scope_privilege'
                        id: 'cd952f05c97549748d1b7e587ba53d12'
                    }
                    'delete-attachment': {
                        table: 'sys_scope_privilege'
                        id: 'b52459cb36e948a58a14c57e80386e51'
                    }
                    'delete-label-entry': {
                        table: 'sys_scope_privilege'
                        id: '8ea404039df04d87ac3224cc77adecf1'
                    }
                    'event-work': {
                        table: 'sysevent_register'
                        id: '59ad517e63b14b1d99787f11ffe329ef'
                    }
                    'job-sweep': {
                        table: 'sysauto_script'
                        id: '107c0b09848d4ed58eeeefd88d1d73bd'
                    }
                    'job-work': {
                        table: 'sysauto_script'
                        id: '973aa708460b4ccdaae6caa3337af783'
                    }
                    menu: {
                        table: 'sys_app_application'
                        id: 'f7a8f8ef74c4444492a5de2425f24911'
                    }
                    'module-connections': {
                        table: 'sys_app_module'
                        id: 'd36f25e3619f43cbabc52c2e13d6ca6e'
                    }
                    'module-list-activity': {
                        table: 'sys_app_module'
                        id: 'cf31af96dc0b463d93360e86e4020f1f'
                    }
                    'module-list-connection': {
                        table: 'sys_app_module'
                        id: '65b6f90652cf4b22ae20b9ae0c4ee8cd'
                    }
                    'module-list-inbox': {
                        table: 'sys_app_module'
                        id: 'a79d7b996a024b0291c4a37ac6386b2b'
                    }
                    'module-list-outbox': {
                        table: 'sys_app_module'
                        id: 'ef66509a88f74b4c98d6e5295e275765'
                    }
                    'module-list-twin': {
                        table: 'sys_app_module'
                        id: '8fa2e34ca94944b1aee03fd423edc7de'
                    }
                    'module-separator': {
                        table: 'sys_app_module'
                        id: '436b96561d994747afa335c345c5f0a5'
                    }
                    'module-settings': {
                        table: 'sys_app_module'
                        id: 'baafb2557a364937bb986ed4080e91fe'
                    }
                    package_json: {
                        table: 'sys_module'
                        id: '4117ea39214e4d259b6dcf6a3d779138'
                    }
                    'read-attachment': {
                        table: 'sys_scope_privilege'
                        id: '8fed96c50fb84f08a79618b6ed6bcd53'
                    }
                    'read-change': {
                        table: 'sys_scope_privilege'
                        id: 'e86fb22ba45a40f7a278da43a71f4fa0'
                    }
                    'read-group': {
                        table: 'sys_scope_privilege'
                        id: 'e07f03f0d3bf4475a27a72af8db3e616'
                    }
                    'read-incident': {
                        table: 'sys_scope_privilege'
                        id: '111f03aec66643579eb5802a820fbeb7'
                    }
                    'read-journal': {
                        table: 'sys_scope_privilege'
                        id: '476d2254ee004fb1afb164818b3320e1'
                    }
                    'read-label': {
                        table: 'sys_scope_privilege'
                        id: 'c9b42d96945242d2965b8be4ec8837e8'
                    }
                    'read-label-entry': {
                        table: 'sys_scope_privilege'
                        id: 'f30f518efe6c4017a5f467751acbee2d'
                    }
                    'read-problem': {
                        table: 'sys_scope_privilege'
                        id: 'd0d83ad925084baf883a3cd51e2689e5'
                    }
                    'read-ritm': {
                        table: 'sys_scope_privilege'
                        id: 'bb33d2632347415abbfb5e753ecfa550'
                    }
                    'read-tables': {
                        table: 'sys_scope_privilege'
                        id: '3523e1f001ad4514a03d2c6a3438bf8d'
                    }
                    'read-task': {
                        table: 'sys_scope_privilege'
                        id: 'd2dba19b11f348f489a57a8c72df2bbd'
                    }
                    'read-user': {
                        table: 'sys_scope_privilege'
                        id: '03396c85a7e44a37ab41cdeb40367c44'
                    }
                    'rest-acceptances': {
                        table: 'sys_ws_operation'
                        id: 'd4bc1184497b4e02b553eec030d67d46'
                    }
                    'rest-admin': {
                        table: 'sys_ws_definition'
                        id: 'cc5ac369a6e143518a7a9634cc0dd95a'
                    }
                    'rest-admin-call': {
                        table: 'sys_ws_operation'
                        id: '823b46e66048461c9c1ed9df06bf2c9e'
                    }
                    'rest-completion': {
                        table: 'sys_ws_operation'
                        id: '66c398d4cea449548154d4817ae93577'
                    }
                    'rest-decline': {
                        table: 'sys_ws_operation'
                        id: 'a8bced5a17cb4aa98a1b022f5fa59e41'
                    }
                    'rest-exchange': {
                        table: 'sys_ws_operation'
                        id: 'f753136c18104020b127cd6baf26e160'
                    }
                    'rest-fetch': {
                        table: 'sys_ws_operation'
                        id: 'e9dd3991fdc84ff09329887c5adcce48'
                    }
                    'rest-issue': {
                        table: 'sys_ws_definition'
                        id: '0d2d44efddb24c24b997695185e1f740'
                    }
                    'rest-issue-call': {
                        table: 'sys_ws_operation'
                        id: 'dc4db3918fde42e4847c44b86e9a62bd'
                    }
                    'rest-node': {
                        table: 'sys_ws_operation'
                        id: '61230b7cd1c7414e9b0bb11f43d257ac'
                    }
                    'rest-partner': {
                        table: 'sys_ws_definition'
                        id: '7790b0ad250143bca2a7db110a12dd46'
                    }
                    'rest-ring': {
                        table: 'sys_ws_operation'
                        id: 'dcaf69cf9fb74b1990e393e443049862'
                    }
                    'rule-attachment': {
                        table: 'sys_script'
                        id: 'f0276cc89f91484db8a4f0e9d9f71b88'
                    }
                    'rule-journal': {
                        table: 'sys_script'
                        id: 'e61579e7619a44f78695c64cbd0960dd'
                    }
                    'rule-label': {
                        table: 'sys_script'
                        id: 'f19c2e33610140aa95b105aedd8998a0'
                    }
                    'rule-task': {
                        table: 'sys_script'
                        id: '3fe897a598324d09bedc67fc09d71f5d'
                    }
                    'si-connection': {
                        table: 'sys_script_include'
                        id: '7514af91d7af42afbcfda8f45a6fb91a'
                    }
                    'si-core': {
                        table: 'sys_script_include'
                        id: '2bf35bf9d5284a2abbce5b8d5a237a8b'
                    }
                    'si-entente': {
                        table: 'sys_script_include'
                        id: 'd043a016d71f412c8ba30b5de09960d9'
                    }
                    'si-hints': {
                        table: 'sys_script_include'
                        id: '82e108795d0442cb829bce4b9f01b11b'
                    }
                    'si-host': {
                        table: 'sys_script_include'
                        id: '6765b2ed381d4b29afd9cf75aa2fbd01'
                    }
                    'si-sync': {
                        table: 'sys_script_include'
                        id: '5a7449571c374430b30d0ad947904146'
                    }
                    'write-attachment': {
                        table: 'sys_scope_privilege'
                        id: '8a52a09cd6d647e8a902459929da9823'
                    }
                    'write-change': {
                        table: 'sys_scope_privilege'
                        id: '6d1f53c9214542c3853a9d5432f09cd2'
                    }
                    'write-incident': {
                        table: 'sys_scope_privilege'
                        id: 'bfa604764dab400bbd379cd630843e2b'
                    }
                    'write-problem': {
                        table: 'sys_scope_privilege'
                        id: 'ea108633ed694bf097543751e1a1ba3c'
                    }
                    'write-ritm': {
                        table: 'sys_scope_privilege'
                        id: '25cea1f4f9c84940bf8eff2e278a7a9a'
                    }
                }
                composite: [
                    {
                        table: 'sys_documentation'
                        id: '0407fe08d8f2457ebc04059e0dd39360'
                        key: {
                            name: 'x_entnt_entente_secret'
                            element: 'name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0d391fb0b4e747edba2f7c3616d324b8'
                        key: {
                            name: 'x_entnt_entente_secret'
                            element: 'secret'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1007cbb42672406f86262b8eb66413b1'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'sort'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '18574cf071a04b51ad9e803629b7ffe0'
                        key: {
                            name: 'x_entnt_entente_scratch'
                            element: 'script'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1a6c875d041f4ca5b902fc1eb5a3629b'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'kind'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1ac24cacfe624a17a05c9cef3eb254ff'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1adff86355814feeabb341b3e667798a'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'record_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1b38a35e0775407c96424143f223056a'
                        key: {
                            name: 'x_entnt_entente_scratch'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '2303401441e14d07a26e303783d87c96'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'version'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '2cf13ebc4f4b4d068e612e159623006b'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '2e2bd566f0644cdeb7f5c236560d78c4'
                        key: {
                            name: 'x_entnt_entente_hint'
                            element: 'task'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '2fbf0a1a99834d099b3b114122d9a810'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'sort'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3483ba4b305341aaa9c2a3acb788b3c9'
                        key: {
                            name: 'x_entnt_entente_secret'
                            element: 'name'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3caabe83902248598cd7eae04505a0cb'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'holder'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '40f51ea008894e6f8addcd3598839add'
                        key: {
                            name: 'x_entnt_entente_record'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '416b9a3607b94ebbbe08998a1e252a31'
                        key: {
                            name: 'x_entnt_entente_secret'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '4183538148b04981901ec99213563b1f'
                        key: {
                            name: 'x_entnt_entente_hint'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4329b311a8b545e7a208d7d4368ead05'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '44b056c9f92c4abca36da6ca9890425d'
                        key: {
                            name: 'x_entnt_entente_hint'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4ac42c84791c4c82869f31978e96b193'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'writes'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4b40a014cfd248d0aec8a6533d14c885'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_page'
                        id: '4b452667384f44fca12a1dc178d1394e'
                        key: {
                            endpoint: 'x_entnt_entente_admin.do'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '5065d64582e84e828409f3715ec08030'
                        key: {
                            logical_table_name: 'x_entnt_entente_secret'
                            col_name_string: 'name'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '55b587f2edc64d38be1f770f99230cc7'
                        key: {
                            name: 'x_entnt_entente_secret'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '58e3a523cdd64173a56e94a3c3d07656'
                        key: {
                            name: 'x_entnt_entente_hint'
                            element: 'task'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '5afbb57a49e746f48bf8cb0ac6fd4ebf'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '5f233eadd9aa49e8896deb2df1cf297b'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'holder'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '614d23f564fa4bb2866615c7c8da2480'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'name'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '629ef30618cd4b01a6fb9ca19763504e'
                        key: {
                            name: 'x_entnt_entente_hint'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '643a0f17729942a2810fbcf425ef629c'
                        key: {
                            name: 'x_entnt_entente_secret'
                            element: 'secret'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6469a34fbb62413ea9f75ec6bdb1c5e7'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '6825f16f78084898b81c16be541e1994'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'value'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '686ddb428ae5410abb7b09264450c660'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'place'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6a083a3c7476411b9ec99b0f30eee29f'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'writes'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6f122086c294455f905ae07861aaf47e'
                        key: {
                            name: 'x_entnt_entente_secret'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '725b37b074da4b02b12fc5da4b540de7'
                        key: {
                            name: 'x_entnt_entente_scratch'
                            element: 'name'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '778bf46bace240cf973a1c98ea761495'
                        key: {
                            name: 'x_entnt_entente_hint'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '81ee43823fab4d269c590d69a821e211'
                        key: {
                            name: 'x_entnt_entente_scratch'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '8808053e87d64006baaeeccb1ed75b80'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'ends'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '8fdeaa04c90d4d7e89e8163a218e75d2'
                        key: {
                            name: 'x_entnt_entente.admin'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '98c392cde80c4b2b886e85a4f3a6dc28'
                        key: {
                            name: 'x_entnt_entente_lock'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '99d404db30654cbfa575e7688ca3b549'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'place'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_page'
                        id: '9b961bad0ddc4d9a92d50dc3645a6dac'
                        key: {
                            endpoint: 'x_entnt_entente_issue.do'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '9c305fd2a0b744079bda5cbc6c7f2ce2'
                        key: {
                            logical_table_name: 'x_entnt_entente_lock'
                            col_name_string: 'name'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9d29100ca90a448984a7a9a4e82b12a5'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'title'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: 'a25ece4505cc408faab88fbe16cacc3d'
                        key: {
                            logical_table_name: 'x_entnt_entente_record'
                            col_name_string: 'place'
                        }
                    },
                    {
                        table: 'sys_ux_lib_asset'
                        id: 'a4583c8b94e943519c3fd04d0505d47c'
                        key: {
                            name: 'x_entnt_entente/generated/main'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'aed0a75fbf1945db8e2e428cf30971d5'
                        key: {
                            name: 'x_entnt_entente_secret'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'afd58e4ca7504f91832f06c5e1cacba2'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'value'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b727b53cc4e643aab332c5671788f5bf'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c0ce2464b9524cd189e02739b5584c52'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'c12b4068c15a4da69e08d11823d1e4d0'
                        key: {
                            name: 'x_entnt_entente_lock'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'c29d6db9cf7a4e759e3fd4da3885bc54'
                        key: {
                            sys_security_acl: '5d3f77abe8694323acaa548c558994e9'
                            sys_user_role: {
                                id: '8fdeaa04c90d4d7e89e8163a218e75d2'
                                key: {
                                    name: 'x_entnt_entente.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_index'
                        id: 'c37a693d26b1423c9468a0b6188ac939'
                        key: {
                            logical_table_name: 'x_entnt_entente_record'
                            col_name_string: 'kind,sort'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'c48a3aecaa584ab4837af71adbb2679f'
                        key: {
                            name: 'x_entnt_entente_record'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: 'd170d284520047fd88f1ef23852ba5d0'
                        key: {
                            logical_table_name: 'x_entnt_entente_hint'
                            col_name_string: 'task'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'dbf13d5d96764746b1f546a27a8bf8b5'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e4748df60662417386808ea74649b02d'
                        key: {
                            name: 'x_entnt_entente_scratch'
                            element: 'name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'e62f6e4e7ca345f190a34585dccc539a'
                        key: {
                            name: 'x_entnt_entente_scratch'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e7af53d7aae64ae1bc7c467fdef3fe14'
                        key: {
                            name: 'x_entnt_entente_lock'
                            element: 'ends'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ea7319584682411083ed7c63a5063e77'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'version'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f1b7577f546d42149fc6eeac09b9f5d6'
                        key: {
                            name: 'x_entnt_entente_scratch'
                            element: 'script'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'fa09062f55004e11b21f267d8e57b63b'
                        key: {
                            sys_security_acl: 'af1cc2bcd8ff4dbf86e1f069c88befc8'
                            sys_user_role: {
                                id: '8fdeaa04c90d4d7e89e8163a218e75d2'
                                key: {
                                    name: 'x_entnt_entente.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'fbe9aacc811e49cb8614f25cf9924157'
                        key: {
                            name: 'x_entnt_entente_record'
                            element: 'record_key'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'fdda8e87c67348a1af577115d594a740'
                        key: {
                            name: 'x_entnt_entente_scratch'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'fff8f1f2f32f4195a21b1c90b5bcdffb'
                        key: {
                            sys_security_acl: 'bc5c4ca3c47a4ee39e80152711757d85'
                            sys_user_role: {
                                id: '8fdeaa04c90d4d7e89e8163a218e75d2'
                                key: {
                                    name: 'x_entnt_entente.admin'
                                }
                            }
                        }
                    },
                ]
            }
        }
    }
}
